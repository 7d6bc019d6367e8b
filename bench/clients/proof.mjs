import { readFileSync, writeSync } from 'node:fs'

/** What the process is to do, and where. */
export const task = JSON.parse(process.argv[2] ?? '{}')

/** What it has to show for it: a figure counts only where `count` and `sum` are the truth. */
const proof = { count: 0, sum: 0, ids: 0 }

/** Takes a record into the proof. The sum of the costs is exact: whole ten thousandths. */
export function see(record) {
  proof.count += 1
  proof.sum += Math.round(record.cost * 10_000)
  // Do an id's last digits live? One record in a hundred is asked, so that asking costs nobody anything.
  if (proof.count % 100 === 0) proof.ids += Number(String(record.id).slice(-4))
}

/** The same for a record of ours: its amount is text. */
export function seeOurs({ id, cost }) {
  see({ id, cost: Number(cost.amount) })
}

/** Adds figures that the process has taken itself. */
export function tell(figures) {
  Object.assign(proof, figures)
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  writeSync(1, `${JSON.stringify({ ...proof, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: peakMb() })}\n`)
})

/** Linux counts into the usual figure what the parent held before exec; its status file does not. */
function peakMb() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
  } catch {
    return process.resourceUsage().maxRSS / 1024
  }
}
