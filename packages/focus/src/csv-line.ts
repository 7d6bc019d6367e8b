/**
 * One record of a CSV file with the quoting of RFC 4180, its line break (LF) included. Null is an empty field. A value is
 * quoted where it holds a comma, a quote, a line break, or white space at its ends, which some readers strip.
 */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map(field).join(',')}\n`
}

function field(value: string | null): string {
  if (value === null) return ''
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
