// What the vendor of the benchmarks has: record number `index` is a pure function of `index`, about 120 bytes of JSON.

/** Records a page. */
export const PAGE_SIZE = 100

/** Records of one day, where a list is asked for by day in pages of 100; the first day is {@link FIRST_DAY}. */
export const DAY_SIZE = 10_000

export const FIRST_DAY = '2020-01-01'

const DAY_MS = 86_400_000

/** `YYYY-MM-DD`, `days` after the first. */
export function dayAfter(days) {
  return new Date(Date.parse(FIRST_DAY) + days * DAY_MS).toISOString().slice(0, 10)
}

/** How many days `day` lies after the first. */
export function daysSince(day) {
  return (Date.parse(day) - Date.parse(FIRST_DAY)) / DAY_MS
}

const DAYS = Array.from({ length: 1000 }, (_, days) => dayAfter(days))

/** One record as the vendor writes it: a 19-digit id and an amount of four decimals, both as JSON numbers. */
export function recordText(index) {
  const id = `9${String(index).padStart(18, '0')}`
  const account = `acct-${String(index % 97).padStart(4, '0')}`
  const cost = `${Math.floor(costOf(index) / 10_000)}.${String(costOf(index) % 10_000).padStart(4, '0')}`
  const day = DAYS[Math.floor(index / DAY_SIZE) % DAYS.length]
  return `{"id":${id},"account":"${account}","day":"${day}","sku":"compute-standard-4","units":${index % 1000},"cost":${cost}}`
}

/** What a client must prove of the records [first, first + count): how many, the exact sum of the costs, the ids' last digits. */
export function truthOf(first, count) {
  let sum = 0
  let ids = 0
  for (let index = first; index < first + count; index += 1) {
    sum += costOf(index)
    if ((index - first) % PAGE_SIZE === PAGE_SIZE - 1) ids += index % 10_000
  }
  return { count, sum, ids }
}

/** In ten thousandths. */
function costOf(index) {
  return (index * 7919) % 1_000_003
}
