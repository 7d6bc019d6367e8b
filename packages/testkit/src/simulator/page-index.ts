import { type AskedRequest, likeness } from './asked-request.js'
import type { PageInWalk } from './page-fault.js'
import type { ServedPage, ServedWalk, WalkPlace } from './served-walk.js'

/** A page that a request asked for. */
export interface FoundPage extends ServedPage, PageInWalk {
  readonly place: WalkPlace
}

/** A walk with what its pages are made after. */
export type IndexedWalk = ServedWalk & Pick<PageInWalk, 'learned'>

/** Pages by what they are asked for with. */
export class PageIndex {
  readonly #pages = new Map<string, FoundPage[]>()

  constructor(walks: readonly IndexedWalk[]) {
    for (const { pages, place, learned } of walks) {
      for (const [index, page] of pages.entries()) {
        const address = addressOf(page.asked)
        const others = this.#pages.get(address) ?? []
        others.push({ ...page, place, index, pages, learned })
        this.#pages.set(address, others)
      }
    }
  }

  /** The page most like a request; undefined where none has all that it is declared with. */
  find(received: AskedRequest): FoundPage | undefined {
    let [best, most]: [FoundPage | undefined, number] = [undefined, -1]
    for (const page of this.#pages.get(addressOf(received)) ?? []) {
      const like = likeness(page.asked, received)
      if (like > most) [best, most] = [page, like]
    }
    return best
  }

  /** True where some page has this method and path. */
  knows(received: AskedRequest): boolean {
    return this.#pages.has(addressOf(received))
  }
}

function addressOf({ method, path }: AskedRequest): string {
  return `${method} ${path}`
}
