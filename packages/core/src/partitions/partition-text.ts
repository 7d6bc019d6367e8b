/** A partition key as canonical JSON: the same key gives the same text. */
export function partitionText(key: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))))
}
