import { runClient } from './processes.mjs'

/**
 * Runs every contender once a round, `rounds` times, the first one another each round: what disturbs the machine
 * disturbs all alike. A contender is `{ name, file, task, truth?, ideal? }`; its result counts only when it proves the truth.
 */
export async function inRounds(contenders, rounds, say) {
  const runs = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    const turn = contenders.map((_, index) => contenders[(index + round) % contenders.length])
    for (const contender of turn) {
      const run = await runClient(contender.file, contender.task, contender.options)
      say(`round ${round + 1}/${rounds} ${contender.name}: ${line(run)}`)
      runs.get(contender.name).push(run)
    }
  }
  return contenders.map(({ name, truth, note }) => ({ name, note, ...summary(runs.get(name), truth) }))
}

/** Medians over the runs of one contender, with the spread of the wall and CPU times. */
export function summary(runs, truth) {
  const proved = runs.every((run) => isProved(run, truth))
  const of = (key) => runs.map((run) => run[key])
  return {
    runs: runs.length,
    proved,
    ...(truth && { keptIds: runs.every((run) => run.ids === truth.ids) }),
    ...(!proved && {
      problem: problemOf(
        runs.find((run) => !isProved(run, truth)),
        truth,
      ),
    }),
    wallMs: median(of('wallMs')),
    wallSpread: spread(of('wallMs')),
    cpuMs: median(of('cpuMs')),
    cpuSpread: spread(of('cpuMs')),
    peakMb: median(of('peakMb')),
  }
}

function isProved(run, truth) {
  return run.exit === 0 && (truth === undefined || (run.count === truth.count && run.sum === truth.sum))
}

function problemOf(run, truth) {
  const missing = truth === undefined ? '' : `, ${run.count} of ${truth.count} records`
  return `exit ${run.exit}${missing}${run.stderr ? `: ${run.stderr.split('\n').find((text) => /error|:/i.test(text)) ?? ''}` : ''}`
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function spread(values) {
  return [Math.min(...values), Math.max(...values)]
}

function line({ wallMs, cpuMs, peakMb, exit, count, stderr }) {
  const failed = exit === 0 ? '' : ` exit ${exit} ${stderr.slice(0, 200)}`
  return `${(wallMs / 1000).toFixed(2)} s wall, ${((cpuMs ?? 0) / 1000).toFixed(2)} s CPU, ${(peakMb ?? 0).toFixed(0)} MB, ${count} records${failed}`
}
