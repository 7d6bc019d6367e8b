import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../contract/request.js'
import { secret } from '../fields/secret.js'
import { encodeRequest, withQuery } from './encode-request.js'

const BASE = new URL('https://api.x.example/v1/')
const urlOf = (request: Partial<HttpRequest>): string => encodeRequest(BASE, { path: '/', ...request }).url

describe('a path', () => {
  it.each([
    ['/list', 'https://api.x.example/v1/list'],
    ['/', 'https://api.x.example/v1/'],
    ['/list?a=1#part', 'https://api.x.example/v1/list?a=1'],
    ['//evil.example/x', 'https://api.x.example/v1//evil.example/x'],
    ['/https://evil.example', 'https://api.x.example/v1/https://evil.example'],
    ['https://api.x.example/v2/list?page=2&x=%2F+a', 'https://api.x.example/v2/list?page=2&x=%2F+a'],
    ['HTTPS://API.x.example:443/list#part', 'https://api.x.example/list'],
  ])('%j is sent to %s', (path, url) => {
    expect(urlOf({ path })).toBe(url)
  })

  it.each([
    ['https://evil.example/x?key=canary', 'a request to https://evil.example was refused'],
    ['http://api.x.example/list', 'a request to http://api.x.example was refused'],
    ['https://api.x.example:8443/list', 'a request to https://api.x.example:8443 was refused'],
    ['https:evil.example/canary', 'a request to https://evil.example was refused'],
    ['javascript:alert("canary")', 'a request to null was refused'],
    ['https://user:canary@api.x.example/list', 'with a user name in its address was refused'],
    ['@evil.example/canary', 'must start with / or be an absolute URL'],
    ['.evil.example/canary', 'must start with / or be an absolute URL'],
    [':444/canary', 'must start with / or be an absolute URL'],
    ['list?key=canary', 'must start with / or be an absolute URL'],
    ['', 'must start with / or be an absolute URL'],
  ])('%j is refused without a word of its query', (path, problem) => {
    const encoding = (): unknown => urlOf({ path })
    expect(encoding).toThrow(expect.objectContaining({ category: 'config', message: expect.stringContaining(problem) }))
    expect(encoding).not.toThrow(/canary/)
  })
})

describe('a parameter', () => {
  const at = (url: string, parameters: Readonly<Record<string, string | undefined>>): string =>
    withQuery({ method: 'GET', url, headers: {}, body: undefined }, parameters).url

  it.each([
    ['https://x/l', { k: 'new' }, 'https://x/l?k=new'],
    ['https://x/l?', { k: 'new' }, 'https://x/l?k=new'],
    ['https://x/l?k=old', { k: 'new' }, 'https://x/l?k=new'],
    ['https://x/l?k=old&page=2', { k: 'new' }, 'https://x/l?page=2&k=new'],
    ['https://x/l?page=2&k=old&k=older', { k: 'new' }, 'https://x/l?page=2&k=new'],
    ['https://x/l?%6B=old&k&k=', { k: 'new' }, 'https://x/l?k=new'],
    ['https://x/l?a+b=old&a%20b=old&ab=kept', { 'a b': 'new' }, 'https://x/l?ab=kept&a%20b=new'],
    ['https://x/l?K=kept&kk=kept&x=k&a=1?k=kept', { k: 'new' }, 'https://x/l?K=kept&kk=kept&x=k&a=1?k=kept&k=new'],
    ['https://x/l??k=kept', { k: 'new' }, 'https://x/l??k=kept&k=new'],
    ['https://x/l?a=%2f+%2F~&&b=;&%zz', { k: 'new' }, 'https://x/l?a=%2f+%2F~&&b=;&%zz&k=new'],
    ['https://x/l?k=kept', { k: undefined }, 'https://x/l?k=kept'],
    ['https://x/l?k=kept', {}, 'https://x/l?k=kept'],
  ])('added to %s takes the place of one of its name: %j', (url, parameters, whole) => {
    expect(at(url, parameters)).toBe(whole)
  })

  it('stands once in the end, and every other byte as it stood', () => {
    const bytes = fc.string({ unit: fc.constantFrom(...'abk=%20+;,?/.~é') })
    fc.assert(
      fc.property(fc.array(bytes), fc.constantFrom('k', 'a b', 'é'), bytes, (pairs, name, value) => {
        const isIt = (pair: string): boolean => new URL(`https://x/?_&${pair}`).searchParams.has(name)
        const url = at(`https://x/l?${pairs.join('&')}`, { [name]: value })
        expect(new URL(url).searchParams.getAll(name)).toEqual([value])
        const rest = pairs.filter((pair) => !isIt(pair)).join('&')
        expect(url.startsWith(`https://x/l?${rest}`)).toBe(true)
        expect(url.slice('https://x/l?'.length + rest.length).split('=')).toHaveLength(2)
      }),
    )
  })

  it("of the connector takes the place of its path's, and a secret is revealed only there", () => {
    const key = secret().parse('sk-1 2')
    expect(urlOf({ path: 'https://api.x.example/l?page=1&key=old', query: { key, page: 2 } })).toBe(
      'https://api.x.example/l?key=sk-1%202&page=2',
    )
  })
})
