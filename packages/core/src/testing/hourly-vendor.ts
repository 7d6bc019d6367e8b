import type { EncodedRequest } from '../contract/request.js'
import type { Clock, WireReply } from '../contract/services.js'
import { wireReply } from './scripted-transport.js'

/** One charge as the vendor lists it. */
interface HourlyCharge {
  readonly id: string
  readonly at: number
  readonly cost: string
}

const DAY = 86_400
const HOUR = 3_600

/** When a day's charges stop changing, seconds after its end. */
const RESTATED_AFTER_SECONDS = 2 * DAY

/**
 * An invented vendor. What a day costs follows from account and day alone; it grows while the day goes on, and two days
 * after its end every third charge is restated. For tests.
 */
export class HourlyVendor {
  /** Called for each request; a reply or an error in place of the vendor's own. */
  instead: (url: URL) => WireReply | Error | undefined = () => undefined

  /** `everyHours`: how far charges lie apart. */
  constructor(
    private readonly clock: Clock,
    private readonly everyHours = 1,
  ) {}

  /** What the vendor lists for [start, end), Unix seconds, at `now`. */
  charges(account: string, start: number, end: number, now = this.clock.now() / 1000): readonly HourlyCharge[] {
    const listed: HourlyCharge[] = []
    const step = this.everyHours * HOUR
    for (let at = Math.ceil(start / step) * step; at < end && at < now; at += step) {
      const chance = mix(`${account} ${at}`)
      const restated = chance % 3 === 0 && now >= at - (at % DAY) + DAY + RESTATED_AFTER_SECONDS ? 1 : 0
      if (chance % 4 !== 0)
        listed.push({ id: `c${at / HOUR}`, at, cost: `${(chance % 50) + restated}.${chance % 10}0` })
    }
    return listed
  }

  answer(request: EncodedRequest): WireReply {
    const url = new URL(request.url)
    const instead = this.instead(url)
    if (instead instanceof Error) throw instead
    return instead ?? this.#answer(url)
  }

  #answer(url: URL): WireReply {
    const number = (name: string): number => Number(url.searchParams.get(name))
    if (url.pathname === '/balance')
      return wireReply({ body: `{"balance":${1000 - (Math.floor(this.clock.now() / 60_000) % 1000)}.50}` })
    const all = this.charges(url.searchParams.get('account') ?? '', number('start'), number('end'))
    const size = number('size')
    const from = url.pathname === '/charges' ? (number('page') - 1) * size : number('cursor')
    const list = all.slice(from, from + size)
    const items = list.map(({ id, at, cost }) => `{"id":"${id}","at":${at},"cost":${cost}}`).join(',')
    const next = from + size < all.length ? from + size : null
    return wireReply({ body: `{"list":[${items}],"total":${all.length},"next":${next}}` })
  }
}

/** A number out of a text: the same for the same text, and otherwise scattered. */
function mix(text: string): number {
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0
  return (hash ^ (hash >>> 13)) >>> 0
}
