import { startOfChinaDay } from './china-day.js'
import { drawFlow, type Flow, withdrawnShare } from './flow.js'
import { pickQuotaKind } from './quota-catalogue.js'
import { seededRandom } from './seeded-random.js'

/** One row of usage. The vendor gives it no id, so two rows may be equal in every member. */
export interface UsageRow {
  readonly flow: Flow
  readonly quotaType: string
  readonly quotaName: string
  /** Units used; negative in a return. */
  readonly useCount: number
  /** Seconds since the epoch. */
  readonly costTime: number
  /** 1 for a charge, 2 for a return. */
  readonly costType: 1 | 2
  readonly remark: string
}

/** What the generated world depends on. */
export interface UsageWorld {
  readonly seed: number
  readonly appId: string
  readonly organizations: readonly string[]
  /** Mean number of rows a day over the whole application, returns and repetitions among them. */
  readonly perDay: number
}

const repeatedShare = 0.02
const sameFlowShare = 0.2
const chargedShare = 1 / ((1 + repeatedShare) * (1 + withdrawnShare))

/** The charges (no returns) of a day in Asia/Shanghai, in no order; a pure function of the world and the day. */
export function drawCharges(world: UsageWorld, day: number): UsageRow[] {
  const random = seededRandom(`${world.seed}/${world.appId}/${day}`)
  const mean = world.perDay * chargedShare
  const count = Math.floor(mean * (0.75 + random() / 2) + random())
  const rows: UsageRow[] = []
  let previous: UsageRow | undefined
  for (let index = 0; index < count; index += 1) {
    const row = drawCharge(world, random, startOfChinaDay(day), previous)
    rows.push(row)
    if (random() < repeatedShare) rows.push(row)
    previous = row
  }
  return rows
}

function drawCharge(world: UsageWorld, random: () => number, dayStart: number, previous?: UsageRow): UsageRow {
  const costTime = dayStart + Math.floor(random() * 86_400)
  const kind = pickQuotaKind(random())
  // A contract often takes several quotas: signatures, their text messages, a report. None is used before it starts.
  const sameFlow = random() < sameFlowShare && previous !== undefined && previous.costTime <= costTime
  return {
    flow: sameFlow ? previous.flow : drawFlow(random, world.organizations, costTime),
    quotaType: kind.type,
    quotaName: kind.packageName,
    useCount: 1 + Math.floor(random() * kind.maxUse),
    costTime,
    costType: 1,
    remark: '',
  }
}

/** The return of a charge whose contract was withdrawn one to three days later; undefined where it was not. */
export function returnOf(charge: UsageRow): UsageRow | undefined {
  const { returnAfter } = charge.flow
  if (returnAfter === undefined) return undefined
  return {
    ...charge,
    useCount: -charge.useCount,
    costTime: charge.costTime + returnAfter,
    costType: 2,
    remark: '合同撤回,额度退还',
  }
}
