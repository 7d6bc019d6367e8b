import { describe, expect, it } from 'vitest'
import { resolveNextLink } from './resolve-next-link.js'

const SENT = 'https://api.x.example/v1/list?key=canary&page=1'
const failure = (link: string, sent = SENT): unknown => {
  try {
    return `followed to ${resolveNextLink(link, sent)}`
  } catch (error) {
    return error
  }
}

describe('a next link', () => {
  it.each([
    ['https://api.x.example/v1/list?page=2', 'https://api.x.example/v1/list?page=2'],
    ['https://API.X.example:443/v1/list', 'https://api.x.example/v1/list'],
    ['//api.x.example/v1/list?page=2', 'https://api.x.example/v1/list?page=2'],
    ['/v2?page=2', 'https://api.x.example/v2?page=2'],
    ['?page=2', 'https://api.x.example/v1/list?page=2'],
    ['more', 'https://api.x.example/v1/more'],
    ['../more?a=b#part', 'https://api.x.example/more?a=b'],
    ["?q=it's+a%20b,%2c;[1]&&x", 'https://api.x.example/v1/list?q=it%27s+a%20b,%2c;[1]&&x'],
  ])('%s leads to %s', (link, url) => {
    expect(resolveNextLink(link, SENT)).toBe(url)
  })

  it.each([
    ['https://evil.example/v1?page=2', 'https://evil.example'],
    ['http://api.x.example/v1?page=2', 'http://api.x.example'],
    ['https://api.x.example:8443/', 'https://api.x.example:8443'],
    ['https://api.x.example.evil.example/', 'https://api.x.example.evil.example'],
    ['https://api.x.example@evil.example/', 'https://evil.example'],
    ['//evil.example/v1', 'https://evil.example'],
    ['/\\evil.example/v1', 'https://evil.example'],
    ['\\\\evil.example/v1', 'https://evil.example'],
    [' \t//evil.example/', 'https://evil.example'],
    ['/\t/evil.example/', 'https://evil.example'],
    ['https:\\\\user:canary@evil.example\\v1', 'https://evil.example'],
  ])('%j is refused by the name of its origin', (link, origin) => {
    expect(failure(link)).toMatchObject({
      code: 'NEXT_PAGE_REFUSED',
      category: 'vendor_bug',
      stops: 'window',
      message: `paging was stopped: the next page is on ${origin}; credentials stay on https://api.x.example`,
    })
  })

  it.each([
    ['javascript:alert(1)//canary', 'at no http address'],
    ['data:application/json,{"canary":1}', 'at no http address'],
    ['file:///etc/canary', 'at no http address'],
    ['blob:https://api.x.example/canary', 'at no http address'],
    ['ws://api.x.example/canary', 'at no http address'],
    ['https://user:canary@api.x.example/v1/list?page=2', 'a user name in its address'],
    ['//canary@api.x.example/v1/list?page=2', 'a user name in its address'],
    ['https://[canary', 'an address that is none'],
    ['https://', 'an address that is none'],
    [SENT, 'the page itself'],
    ['#canary', 'the page itself'],
    ['', 'the page itself'],
  ])('%j is refused without a word of it', (link, problem) => {
    const error = failure(link)
    expect(error).toMatchObject({ code: 'NEXT_PAGE_REFUSED', category: 'vendor_bug' })
    expect(String(error)).toContain(problem)
    expect(JSON.stringify([String(error), error])).not.toContain('canary')
  })
})
