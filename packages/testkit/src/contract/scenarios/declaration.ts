import { decodeJson, encodeJson, OutlayError, reveal, type StreamSummary } from '@outlay/core'
import { declaredRequest } from '../../simulator/asked-request.js'
import { leavesOf, placeText } from '../../simulator/json-place.js'
import { replay } from '../../simulator/replay.js'
import type { ServedEndpoint } from '../../simulator/simulated-vendor.js'
import { type Bench, eachEndpoint } from '../bench.js'
import type { Scenario } from '../test-functions.js'
import { demand, demandSame, Violation } from '../violation.js'

/** What can be said of a connector before anything is sent. */
export function declarationScenarios(bench: Bench): readonly Scenario[] {
  const all = eachEndpoint(bench)
  const listed = all.filter(({ endpoint }) => endpoint.streams.length > 0)
  return [
    ...listed.map((one) =>
      scenario('paging-known', `the sample of ${one.endpoint.name} shows how its pages follow each other`, () =>
        knowsPaging(bench, one),
      ),
    ),
    ...all.map((one) =>
      scenario('pure-request', `the request of ${one.endpoint.name} is the same however often it is made`, () =>
        asksAlike(bench, one),
      ),
    ),
    scenario('unknown-key', 'an unknown key in the config is refused and named', () => refusesUnknownKey(bench)),
    scenario('config-quiet', 'a config that is refused shows no secret', () => hidesSecrets(bench)),
    scenario('secret-marked', 'what the config calls a key, a secret, a token or a password is kept as a secret', () =>
      marksSecrets(bench),
    ),
    scenario('config-required', 'a config without a key that is needed is refused and the key named', () =>
      namesMissing(bench),
    ),
    scenario('described', 'streams have names of their own, in words that a ledger takes', () =>
      namesStreams(bench.definition.streams),
    ),
  ]
}

function scenario(rule: string, title: string, run: () => void | Promise<void>): Scenario {
  return { rule, title, run: async () => run() }
}

function knowsPaging({ options }: Bench, { endpoint, learned, partitions, windows }: ServedEndpoint): void {
  if (learned.paging.fullSize !== undefined || options.singlePage?.includes(endpoint.name)) return
  const [partition, window] = [partitions[0], windows[0]]
  if (partition === undefined || window === undefined) return
  const walk = partition.walk(window, { now: () => 0 })
  const first = walk.kind === 'pages' ? walk.first.request() : undefined // a loop asks for its first page only once it runs
  const members = first && declaredRequest(new URL('https://vendor.example'), first).members
  const asked = [...(members?.keys() ?? [])]
    .map((name) => name.replace(/^.*?:/, ''))
    .find((name) => PAGE_NAME.test(name))
  const lists = learned.lists.map(({ place }) => place)
  const told = leavesOf(learned.sample, lists).find(({ place }) => MORE_NAME.test(String(place.at(-1))))
  const hint =
    'Give a sample that shows how the vendor says that there is more; where a reply always holds everything, name the endpoint in singlePage'
  demand(
    asked === undefined,
    `${endpoint.name} asks for a page (${asked}), and no reply leads to a second one: records behind the first page never arrive. ${hint}`,
  )
  demand(
    told === undefined || learned.lists.length === 0,
    `the sample of ${endpoint.name} names ${told && placeText(told.place)}, and the connector does nothing about it: records behind the first page never arrive. ${hint}`,
  )
}

const PAGE_NAME = /^(page(_?(no|num|number|index))?|offset|cursor|next_?token|page_?token|starting_after|after)$/i
const MORE_NAME =
  /^(has_?more|is_?last|next|next_?(page|cursor|token|link|url)\w*|cursor|page_?token|total_?pages?|pages)$/i

async function asksAlike({ simulation, now }: Bench, { endpoint, partitions, windows }: ServedEndpoint): Promise<void> {
  for (const partition of partitions) {
    for (const window of windows) {
      const target = { base: simulation.connector.baseUrl, endpoint, partition, window, now: Date.parse(now) }
      const [first, second] = [await replay(target, []), await replay(target, [])]
      const text = ({ requests }: typeof first): string => encodeJson(requests)
      demandSame(
        text(second),
        text(first),
        `${endpoint.name} asks for something else each time: a run cannot be repeated, nor a window read again`,
      )
    }
  }
}

function refusesUnknownKey({ definition, options }: Bench): void {
  const error = refusalOf(definition, { ...members(options.config), outlayUnknownKey: 1 })
  demand(
    error !== undefined,
    'a misspelt key in the config is taken in silence: the user believes that it does something',
  )
  demand(
    error.message.includes('outlayUnknownKey'),
    'the refusal of a config does not name the key that is wrong',
    'outlayUnknownKey',
    error.message,
  )
}

function hidesSecrets({ definition, simulation, options }: Bench): void {
  const error = refusalOf(definition, { ...members(options.config), outlayUnknownKey: 1 })
  const text = encodeJson([error?.message, error?.hint, String(error?.stack)])
  const shown = simulation.connector.secrets.some((secret) => text.includes(reveal(secret)))
  demand(!shown, 'a refused config is quoted with its secret in the error: it ends up in logs')
}

function marksSecrets({ simulation, options }: Bench): void {
  const secrets = simulation.connector.secrets.map(reveal)
  for (const { place, value } of leavesOf(decodeJson(encodeJson(options.config)))) {
    if (typeof value !== 'string' || !SECRET_NAME.test(String(place.at(-1)))) continue
    demand(
      secrets.includes(value),
      `"${placeText(place)}" of the config is no secret(): it is shown in every log and error that holds it`,
    )
  }
}

const SECRET_NAME = /(api_?key|secret(?!_?id)|password|passwd|token)$/i

function namesMissing({ definition, options }: Bench): void {
  for (const name of Object.keys(members(options.config))) {
    const { [name]: _left, ...rest } = members(options.config)
    const error = refusalOf(definition, rest)
    if (error === undefined) continue // it has a default
    demand(
      error.message.includes(name),
      `without "${name}" the config is refused, and the user is not told what is missing`,
      name,
      error.message,
    )
  }
}

function namesStreams(streams: readonly StreamSummary[]): void {
  demand(streams.length > 0, 'the connector has no stream: there is nothing to read')
  for (const { name } of streams) {
    demand(
      /^[a-z][a-z0-9_]*$/.test(name),
      `the stream "${name}" has no name that every ledger takes as a table`,
      'snake_case',
      name,
    )
  }
}

/** The refusal of a config; undefined where it is taken. */
function refusalOf(definition: Bench['definition'], config: unknown): OutlayError | undefined {
  try {
    definition.bind(config)
    return undefined
  } catch (error) {
    if (OutlayError.isInstance(error)) return error
    throw new Violation(
      'a wrong config ends in a stack trace: the user is not told what to change',
      'a ConfigError',
      String(error),
    )
  }
}

function members(config: unknown): Readonly<Record<string, unknown>> {
  return typeof config === 'object' && config !== null ? { ...config } : {}
}
