import { pick } from './pick.js'

/** A contract, which one or more usage rows belong to. */
export interface Flow {
  /** 32 characters. */
  readonly id: string
  readonly name: string
  /** Names of persons, parted by `;`. */
  readonly operators: string
  /** Open id of the sub-organisation that started it: what a query filters by, though no reply names it. */
  readonly organization: string
  readonly organizationName: string
  /** What becomes of it, oldest first, in seconds since the epoch; before the first it is INIT. */
  readonly progress: readonly { readonly at: number; readonly status: string }[]
  /** From a charge to its return, in seconds; absent for a contract that is never withdrawn. */
  readonly returnAfter?: number
}

/** Share of contracts that are withdrawn, and whose charges are therefore returned. */
export const withdrawnShare = 0.05

const daySeconds = 86_400
const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const operators = ['张三;典子谦', '李四', '王小明;赵六;典子谦', '欧阳娜娜', '陈静;Müller Jörg']
// The last name is bait for decoders that look for numbers inside of strings.
const names = ['典子谦示例合同', '劳动合同', '采购框架协议', '保密协议 V2', '"补充协议" \\ "UseCount": 99, 1e400']
const outcomes = ['ALL', 'ALL', 'ALL', 'ALL', 'ALL', 'REJECT', 'DEADLINE', 'RELIEVED', 'EXCEPTION']

/** Draws a contract that starts at an instant (seconds since the epoch). */
export function drawFlow(random: () => number, organizations: readonly string[], startedAt: number): Flow {
  const organization = pick(organizations, random())
  const flow = {
    id: drawId(random),
    name: pick(names, random()),
    operators: pick(operators, random()),
    organization,
    organizationName: `${organization} 示例企业`,
  }
  const speed = random()
  if (random() < withdrawnShare) {
    const returnAfter = daySeconds + Math.floor(speed * 2 * daySeconds)
    return { ...flow, returnAfter, progress: [{ at: startedAt + returnAfter, status: 'CANCEL' }] }
  }
  const halfway = startedAt + 600 + Math.floor(speed * daySeconds)
  const end = halfway + 600 + Math.floor(random() * 4 * daySeconds)
  const progress = [
    { at: halfway, status: 'PART' },
    { at: end, status: pick(outcomes, random()) },
  ]
  return { ...flow, progress }
}

/** The state of a contract at an instant (seconds since the epoch). */
export function flowStatus(flow: Flow, unixSeconds: number): string {
  return flow.progress.findLast((step) => step.at <= unixSeconds)?.status ?? 'INIT'
}

/** Six draws give five characters each, which is much quicker than a draw for each character. */
function drawId(random: () => number): string {
  let id = 'yD'
  for (let group = 0; group < 6; group += 1) {
    let rest = Math.floor(random() * idAlphabet.length ** 5)
    for (let place = 0; place < 5; place += 1) {
      id += idAlphabet.charAt(rest % idAlphabet.length)
      rest = Math.floor(rest / idAlphabet.length)
    }
  }
  return id
}
