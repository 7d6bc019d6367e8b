import { createServer } from 'node:http'
import { dollars, type Task } from './task-book.js'

/** What the vendor is made of. */
export interface TaskBookOptions {
  readonly key: string
  readonly tasks: readonly Task[]
  /** Micro-dollars paid in. */
  readonly paid: number
  /** Unix seconds. */
  readonly now: () => number
}

type Fields = Readonly<Record<string, unknown>>

/** What a method answers: an object, or the code of a refusal. */
type Answer = Fields | string

/**
 * Anti-Captcha a second time, by somebody else: it counts single tasks instead of hours, states every figure as text and
 * every instant in quotes, lists the newest hour first and 23 of them, indents its JSON, refuses under HTTP 400 and
 * writes lists as objects. All of that is within the vendor's documentation or what clients of it have met. For tests.
 */
export async function startTaskBookVendor(options: TaskBookOptions) {
  const calls: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      const method = (request.url ?? '').slice(1)
      calls.push(method)
      const answer = answerTo(options, method, JSON.parse(text))
      const isRefused = typeof answer === 'string'
      const body = isRefused ? { errorId: '99', errorCode: answer, errorDescription: null } : answer
      response.writeHead(isRefused ? 400 : 200, { 'Content-Type': 'text/plain' })
      response.end(`\n${JSON.stringify(body, null, '\t')}\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { baseUrl: `http://127.0.0.1:${port}`, calls, close }
}

function answerTo(options: TaskBookOptions, method: string, asked: Fields): Answer {
  if (method === 'getQueueStats') return queueStats(asked)
  if (asked.clientKey !== options.key) return 'ERROR_KEY_DOES_NOT_EXIST'
  if (method === 'getSpendingStats') return spendingStats(options, asked)
  if (method === 'getBalance') return { errorId: '0', balance: dollars(options.paid - costOf(done(options))) }
  if (method === 'getAppStats') return asked.softId === 5 ? appStats(options) : 'ERROR_ACCESS_DENIED'
  return 'ERROR_NO_SUCH_METHOD'
}

function spendingStats(options: TaskBookOptions, { date, queue, softId, ip }: Fields): Answer {
  const first = Number(date)
  const wanted = done(options).filter(
    (task) =>
      (queue === undefined || task.queue === queue) &&
      (softId === undefined || task.softId === softId) &&
      (ip === undefined || task.ip === ip),
  )
  const data: Fields[] = []
  for (let from = first; from < first + 23 * 3600 && from <= options.now(); from += 3600) {
    const tasks = wanted.filter(({ at }) => at >= from && at < from + 3600)
    const [volume, money] = [String(tasks.length), dollars(costOf(tasks))]
    data.unshift({ dateFrom: String(from), dateTill: String(from + 3599), volume, money, currency: 'USD' })
  }
  return { errorId: '0', errorCode: '', data }
}

/** A key would be a mistake here. */
function queueStats({ queueId, ...rest }: Fields): Answer {
  if (Object.keys(rest).length > 0) return 'ERROR_KEY_WHERE_NONE_BELONGS'
  return { waiting: 1, load: 99.5, bid: Number(queueId) / 1e6, speed: '10', total: '200', queueId }
}

/** What was spent through the application counts as its income, by the day. */
function appStats(options: TaskBookOptions): Answer {
  const days = new Map<number, number>()
  for (const { at, price, softId } of done(options)) {
    const begin = at - (at % 86_400)
    if (softId === 5) days.set(begin, (days.get(begin) ?? 0) + price)
  }
  const points = [...days].map(([begin, cost], index) => {
    const stamps = { beginstamp: String(begin), endstamp: String(begin + 86_399) }
    return [`p${index}`, { y: `${dollars(cost)}0`, ...stamps }] as const
  })
  return { errorId: '0', chartData: { money: { name: 'Earned', data: Object.fromEntries(points) } } }
}

function done({ tasks, now }: TaskBookOptions): readonly Task[] {
  return tasks.filter(({ at }) => at < now())
}

function costOf(tasks: readonly Task[]): number {
  return tasks.reduce((sum, { price }) => sum + price, 0)
}
