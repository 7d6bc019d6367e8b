/**
 * SQL for the rows of one window, whose parameters are its connection, partition and start. The endpoint is left out: it
 * may get another name, and a stream has but one.
 */
export function isWindow(prefix: '' | '_'): string {
  return `${prefix}connection = $1 and ${prefix}partition = $2 and ${prefix}window_start = $3::TIMESTAMP`
}
