import * as z from 'zod'

/** A partition key as canonical JSON: the same key gives the same text. */
export function partitionText(key: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** The key that a text stands for. Throws for a text that is none. */
export function parsePartition(text: string): Readonly<Record<string, string>> {
  return KEY.parse(JSON.parse(text))
}

/** Whether a text stands for a key. */
export function isPartition(text: string): boolean {
  try {
    parsePartition(text)
    return true
  } catch {
    return false
  }
}

const KEY = z.record(z.string(), z.string())
