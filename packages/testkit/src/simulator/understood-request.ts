import type { EncodedRequest } from '@outlay/core'
import { type AskedRequest, receivedRequest } from './asked-request.js'
import type { FoundPage, PageIndex } from './page-index.js'
import type { TokenDesk } from './token-desk.js'

/** A request, and what it is about. */
export interface UnderstoodRequest {
  readonly request: EncodedRequest
  readonly asked: AskedRequest
  readonly kind: 'page' | 'token' | 'unknown'
  readonly page: FoundPage | undefined
  /** Of a page: members beside those that the declaration states, `query:key`, `header:authorization` … */
  readonly added: readonly string[]
}

/** What else than a page is asked for must be a token, where there are any; but not by who has one, nor where pages are. */
export function understoodRequest(request: EncodedRequest, pages: PageIndex, desk: TokenDesk): UnderstoodRequest {
  const asked = receivedRequest(request)
  const page = pages.find(asked)
  if (page !== undefined) {
    const added = [...asked.members.keys()].filter((name) => !page.asked.members.has(name))
    return { request, asked, kind: 'page', page, added }
  }
  const isToken = desk.isOpen && !pages.knows(asked) && desk.carried(request) === undefined
  return { request, asked, kind: isToken ? 'token' : 'unknown', page, added: [] }
}

/** The same text whenever the same is asked for, in whatever order. */
export function askedText({ kind, page, asked }: UnderstoodRequest): string {
  if (page === undefined) return `${kind} ${asked.method} ${asked.path}`
  const { endpoint, partition, window } = page.place
  return `page ${endpoint} ${partition} ${window} ${page.index}`
}
