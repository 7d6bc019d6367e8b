import { ConfigError } from '@outlay/core'
import type { HttpExchange } from '@outlay/core/runtime'

/** What `outlay record` kept: exchanges in the order in which they ended. */
export type Recording = readonly HttpExchange[]

/** Reads the text of a recording. Throws a ConfigError that names the line that is none of one. */
export function readRecording(text: string): Recording {
  const [header = '', ...lines] = text.trimEnd().split('\n')
  if (parsed(header, 1).outlayRecording !== 1) throw broken(1, 'it must say {"outlayRecording":1}')
  return lines.map((line, index) => exchangeOf(parsed(line, index + 2), index + 2))
}

function parsed(line: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (isMembers(value)) return value
  } catch {
    // told below: nothing of the line is shown
  }
  throw broken(number, 'it is no JSON object')
}

function exchangeOf(value: Readonly<Record<string, unknown>>, number: number): HttpExchange {
  const { request, reply } = value
  const asked = isMembers(request) && typeof request.method === 'string' && URL.canParse(String(request.url))
  const answered =
    reply === undefined || (isMembers(reply) && typeof reply.status === 'number' && typeof reply.body === 'string')
  if (asked && answered) return value as unknown as HttpExchange // the rest is for people to read
  throw broken(number, 'it is no exchange')
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function broken(line: number, problem: string): ConfigError {
  return new ConfigError({
    code: 'RECORDING_INVALID',
    message: `line ${line} of the recording is broken: ${problem}`,
    hint: 'Make it again with `outlay record`.',
  })
}
