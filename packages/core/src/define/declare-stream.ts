import type * as z from 'zod'
import type { BoundStream, StreamEntry, StreamSummary } from '../contract/definition.js'
import type { RecordSource, StreamContext, StreamMeaning, StreamShape } from '../contract/stream.js'
import type { JsonValue } from '../numbers/json-value.js'
import { type DriftedRecords, driftedRecords } from './drifted-record.js'
import { fieldsOf, personalFields } from './fields-of.js'
import { finishRows } from './finish-rows.js'
import { reasonsOf } from './reasons.js'
import { type RecordReader, recordReader } from './record-reader.js'
import { type PersonalRemoval, personalNames, personalRemoval } from './without-personal.js'

/** A stream whose record type is closed over. */
export interface DeclaredStream<C, P, Page, Body> {
  readonly summary: StreamSummary
  readonly bind: (config: C) => {
    readonly stream: BoundStream
    /** One page's records of this stream as the reply has them. */
    readonly elements: (body: Body, context: StreamContext<C, P, Page>) => readonly unknown[]
    /** One of them, valid or with the reasons why not. */
    readonly project: (element: unknown, context: StreamContext<C, P, Page>) => StreamEntry
  }
}

/** Declares a stream of an endpoint. */
export function declareStream<C, P, Page, Body, N extends string, R extends object>(
  connector: string,
  endpoint: string,
  kind: StreamSummary['kind'],
  shape: StreamShape<C, P, Page, Body, N, R>,
  meaning: StreamMeaning<C, R>,
): DeclaredStream<C, P, Page, Body> {
  const optional = shape.optional ?? false
  return {
    summary: { name: shape.name, endpoint, kind, title: shape.title ?? shape.name, optional },
    bind: (config) => {
      const schema = schemaOf(shape.record, config)
      const wanted = wantsPersonalData(config)
      const hidden = wanted ? [] : personalFields(schema)
      const personal = wanted ? [] : personalNames(schema)
      const removal = wanted ? undefined : personalRemoval(schema)
      const info = {
        connector,
        name: shape.name,
        fields: fieldsOf(schema).filter(({ name }) => !hidden.includes(name)),
      }
      const primaryKey = meaning.primaryKey.filter((part) => typeof part === 'string')
      const ordinal = primaryKey.length < meaning.primaryKey.length
      const reading = { schema, reader: recordReader(schema), removal, drifted: driftedRecords(schema) }
      return {
        stream: {
          ...{ info, optional, personal, primaryKey, ordinal },
          finish: finishRows(connector, info, kind, meaning, config),
        },
        elements: (body, context) => shape.records(body, context) ?? [],
        project: (element, context) => projectOne(element, shape, reading, context),
      }
    },
  }
}

/** How the records of one config are read. */
interface RecordReading<R extends object> {
  readonly schema: z.ZodType<R>
  readonly reader: RecordReader | undefined
  readonly removal: PersonalRemoval | undefined
  readonly drifted: DriftedRecords
}

function projectOne<C, P, Page, Body, N extends string, R extends object>(
  element: unknown,
  shape: StreamShape<C, P, Page, Body, N, R>,
  { schema, reader, removal, drifted }: RecordReading<R>,
  context: StreamContext<C, P, Page>,
): StreamEntry {
  const raw = cleaned(removal, element as JsonValue)
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { ok: false, raw, reasons: ['the record is no object'] }
  // Taking personal members out of both is taking them out of the two merged.
  const stamp = shape.stamp && (cleaned(removal, shape.stamp(raw, context) as JsonValue) as Members)
  const record = reader?.(raw as Members, stamp)
  if (record !== undefined) return { ok: true, record, raw }
  const stamped = stamp === undefined ? raw : ({ ...raw, ...stamp } as JsonValue)
  const parsed = schema.safeParse(stamped)
  if (parsed.success) return { ok: true, record: parsed.data as Members, raw }
  const { error } = parsed
  return { ok: false, raw, reasons: reasonsOf(error), without: () => drifted(stamped, error) }
}

type Members = Readonly<Record<string, unknown>>

function cleaned(removal: PersonalRemoval | undefined, value: JsonValue): JsonValue {
  return removal === undefined ? value : removal(value)
}

function schemaOf<C, R extends object>(source: RecordSource<C, R>, config: C): z.ZodType<R> {
  return typeof source === 'function' ? source(config) : source
}

function wantsPersonalData(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'personalData' in config && config.personalData === true
}
