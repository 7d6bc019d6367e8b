import { encodeJson, type HttpRequest, type JsonValue } from '@outlay/core'
import { urlOf } from './asked-request.js'
import { type Leaf, leavesOf, type Place } from './json-place.js'
import { type Control, composePage, type PagePlan, type Paging, type Spot, withSpot } from './learned-endpoint.js'
import { type PageBody, type Replayed, replay, type Target } from './replay.js'

/** What paging is learned from. */
export interface PagingSample {
  readonly target: Target
  readonly sample: JsonValue
  readonly lists: readonly { readonly place: Place }[]
  /** So many records, spread over the lists. */
  readonly records: (count: number) => readonly (readonly JsonValue[])[]
  /** The most records of one page. */
  readonly capacity: number
}

/** Learns how pages follow each other by showing the declaration changed copies of the sample. */
export async function learnPaging(given: PagingSample): Promise<Paging> {
  const { target, sample, lists } = given
  const headers = await headersRead(given)
  const places = lists.map(({ place }) => place)
  const leaves = leavesOf(sample, places).filter(({ place }) => !isListMade(place, places))
  const totals = await findTotals(given, leaves, headers)
  const bare = { totals, controls: [] as readonly Control[] }
  const isTotal = (spot: Spot): boolean => totals.some((total) => spotText(total.spot) === spotText(spot))
  const spots: readonly Candidate[] = [
    ...leaves.map(({ place, value }): Candidate => ({ spot: { place }, value })),
    ...headers.map((header): Candidate => ({ spot: { header }, value: undefined })),
  ].filter(({ spot }) => !isTotal(spot))
  const url = urlOf(target.base, (await replay(target, [])).requests[0] ?? { path: '/' })
  const controls = await findControls(given, bare, spots, url)
  const paging = { totals, controls }
  const fullSize = await findFullSize(given, paging, url)
  const lastSize = fullSize === undefined ? given.capacity : await findLastSize(given, paging, url, fullSize)
  return { ...paging, fullSize, lastSize }
}

interface Candidate {
  readonly spot: Spot
  readonly value: JsonValue | undefined
}

type Known = Pick<Paging, 'totals' | 'controls'>

/** Where a page leads: nowhere, to a request, or into an error. */
type Outcome = { readonly kind: 'end' | 'threw' } | { readonly kind: 'next'; readonly request: HttpRequest }

async function tried(target: Target, page: PageBody): Promise<Replayed | undefined> {
  try {
    return await replay(target, [page])
  } catch {
    return undefined
  }
}

async function outcomeOf(target: Target, page: PageBody): Promise<Outcome> {
  const after = await tried(target, page)
  if (after === undefined) return { kind: 'threw' }
  const request = after.ended ? undefined : after.requests[1]
  return request === undefined ? { kind: 'end' } : { kind: 'next', request }
}

function compose(
  { sample, lists, records }: PagingSample,
  known: Known,
  count: number,
  plan: Partial<PagePlan>,
): PageBody {
  const whole = { isLast: true, token: TOKEN, url: '', total: count, pages: 1, records: records(count), ...plan }
  return composePage(sample, lists, known, whole)
}

/** A declaration is watched while it looks for headers. */
async function headersRead({ target, sample }: PagingSample): Promise<readonly string[]> {
  const names = new Set<string>()
  const watched = new Proxy<Record<string, string>>(
    {},
    {
      get: (_headers, name) => {
        if (typeof name === 'string') names.add(name)
        return undefined
      },
    },
  )
  await tried(target, { body: sample, headers: watched })
  return [...names].filter((name) => name !== 'then' && name !== 'toJSON')
}

/** What stands in a list's items is the record maker's. */
function isListMade(place: Place, lists: readonly Place[]): boolean {
  return lists.some((list) => list.every((part, index) => place[index] === part) && place.length > list.length)
}

/** Figures that the declaration takes for totals: `stated` changes with them. */
async function findTotals(
  given: PagingSample,
  leaves: readonly Leaf[],
  headers: readonly string[],
): Promise<Paging['totals']> {
  const found: Paging['totals'][number][] = []
  const spots: readonly Spot[] = [
    ...leaves.filter(({ value }) => value === null || typeof value !== 'boolean').map(({ place }) => ({ place })),
    ...headers.map((header) => ({ header })),
  ]
  for (const spot of spots) {
    const page = compose(given, { totals: [], controls: [] }, 1, {})
    const [few, many] = [
      await tried(given.target, withSpot(page, spot, FEW)),
      await tried(given.target, withSpot(page, spot, MANY)),
    ]
    const [before, after] = [few?.results[0]?.stated, many?.results[0]?.stated]
    if (before?.records === FEW && after?.records === MANY) found.push({ spot, of: 'records' })
    else if (before?.pages === FEW && after?.pages === MANY) found.push({ spot, of: 'pages' })
  }
  return found
}

const FEW = 1
const MANY = 123_457

/** Flags, tokens and links. A flag may hide a token, hence they are looked for with every flag as it is, on and off. */
async function findControls(
  given: PagingSample,
  { totals }: Known,
  spots: readonly Candidate[],
  url: string,
): Promise<readonly Control[]> {
  const flags = spots.filter(({ value }) => typeof value === 'boolean')
  const moods = flags.length === 0 ? [undefined] : [undefined, true, false]
  const found = new Map<string, Control>()
  for (const mood of moods) {
    for (const count of [1, Math.min(3, given.capacity)]) {
      const page = flags.reduce(
        (made, { spot, value }) => withSpot(made, spot, mood ?? value),
        compose(given, { totals, controls: [] }, count, { total: count + 1, pages: 2 }),
      )
      for (const { spot } of spots) {
        const control = found.has(spotText(spot)) ? undefined : await controlOf(given.target, page, spot, url)
        if (control !== undefined) found.set(spotText(spot), control)
      }
    }
  }
  return [...found.values()].sort((a, b) => rank(a) - rank(b))
}

/** Flags first: what names the next page is set last. */
function rank({ names }: Control): number {
  return names === 'nothing' ? 0 : 1
}

async function controlOf(target: Target, page: PageBody, spot: Spot, url: string): Promise<Control | undefined> {
  const ends: (JsonValue | undefined)[] = []
  for (const value of ENDS) {
    if ((await outcomeOf(target, withSpot(page, spot, value))).kind === 'end') ends.push(value)
  }
  if (ends.length === 0) return undefined
  for (const { names, more } of MORES) {
    if ('header' in spot && names === 'nothing') continue
    const outcome = await outcomeOf(target, withSpot(page, spot, more(TOKEN, url)))
    if (outcome.kind !== 'next') continue
    if (names === 'token' && !encodeJson(outcome.request).includes(TOKEN)) continue
    // A cursor takes any text, also an address: only a link is gone to.
    if (names === 'address' && new URL(urlOf(target.base, outcome.request)).searchParams.get(LINKED) !== TOKEN) continue
    return { spot, more, end: ends[0], names }
  }
  return undefined
}

/** A token that is a number, too, for vendors whose cursors are. */
const TOKEN = '900719925'
const ENDS: readonly (JsonValue | undefined)[] = [null, '', false, undefined, 0]
const MORES: readonly Pick<Control, 'more' | 'names'>[] = [
  { names: 'address', more: (token, url) => withQuery(url, token) },
  { names: 'address', more: (token, url) => `<${withQuery(url, token)}>; rel="next"` },
  { names: 'token', more: (token) => token },
  { names: 'token', more: (token) => Number(token) },
  { names: 'nothing', more: () => true },
  { names: 'nothing', more: () => 1 },
]

/** The parameter that tells linked pages apart. */
const LINKED = 'outlay_page'

function withQuery(url: string, token: string): string {
  const address = new URL(url)
  address.searchParams.set(LINKED, token)
  return address.href
}

async function leads(given: PagingSample, known: Known, url: string, count: number): Promise<boolean> {
  const page = compose(given, known, count, { isLast: false, url, total: count + 1, pages: 2 })
  return (await outcomeOf(given.target, page)).kind === 'next'
}

/** The fewest records of a page that another follows; three where fewer do, so that there are some. */
async function findFullSize(given: PagingSample, known: Known, url: string): Promise<number | undefined> {
  const sizes = SIZES.filter((size) => size <= given.capacity)
  let below = 0
  for (const size of sizes) {
    if (await leads(given, known, url, size)) {
      let least = size
      while (least - below > 1) {
        const middle = Math.floor((least + below) / 2)
        if (await leads(given, known, url, middle)) least = middle
        else below = middle
      }
      const some = Math.min(3, given.capacity)
      return least === 1 && (await leads(given, known, url, some)) ? some : least
    }
    below = size
  }
  return undefined
}

const SIZES = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]

async function findLastSize(given: PagingSample, known: Known, url: string, full: number): Promise<number> {
  for (const size of [Math.max(1, full - 1), 1]) {
    const page = compose(given, known, size, { url })
    if ((await outcomeOf(given.target, page)).kind === 'end') return size
  }
  return 0
}

function spotText(spot: Spot): string {
  return 'place' in spot ? `body ${spot.place.join('.')}` : `header ${spot.header}`
}
