import type { ExactNumber } from './exact-number.js'

/** What a JSON document decodes to. A number stands where a double holds it exactly, else an {@link ExactNumber}. */
export type JsonValue = null | boolean | number | string | ExactNumber | JsonValue[] | { [key: string]: JsonValue }
