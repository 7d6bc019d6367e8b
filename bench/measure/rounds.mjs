import { median, range } from './median.mjs'
import { runClient } from './processes.mjs'

/**
 * Runs every contender once a round, another one first each round: what disturbs the machine disturbs all alike.
 * A contender is `{ name, file, task | argv, truth?, peer?, group?, mayFail?, rounds? }`; contenders in an array run at the
 * same time. Gives one row a contender, in the order given.
 */
export async function inRounds(contenders, { rounds, say }) {
  const runs = new Map(contenders.flat().map((contender) => [contender, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < contenders.length; place += 1) {
      const group = [contenders[(place + round) % contenders.length]].flat()
      await Promise.all(
        group.map(async (contender) => {
          if (round >= (contender.rounds ?? rounds)) return
          const run = await runClient(contender)
          runs.get(contender).push(run)
          say(`${round + 1}/${rounds} ${contender.name}: ${told(run)}`)
        }),
      )
    }
  }
  return contenders.flat().map((contender) => rowOf(contender, runs.get(contender)))
}

/** Medians over the runs of one contender. It counts as proved only when every run has shown the truth. */
function rowOf({ name, truth, group, peer = false, mayFail = false }, runs) {
  const failed = runs.find((run) => !isProved(run, truth))
  const of = (key) => runs.map((run) => run[key])
  return {
    name,
    peer,
    ...(group && { group }),
    mayFail,
    runs: runs.length,
    proved: failed === undefined,
    ...(failed && { problem: problemOf(failed, truth) }),
    ...(truth?.ids > 0 && { keepsIds: runs.every(({ ids }) => ids === truth.ids) }),
    wallMs: median(of('wallMs')),
    wallRange: range(of('wallMs')),
    cpuMs: median(of('cpuMs')),
    cpuRange: range(of('cpuMs')),
    peakMb: median(of('peakMb')),
    ...own(runs),
  }
}

/** Figures that clients take of themselves. */
function own(runs) {
  const [{ workMs, perUnitUs } = {}] = runs
  return {
    ...(workMs && { workMs: median(runs.map((run) => run.workMs)) }),
    ...(perUnitUs && {
      perUnitUs: Object.fromEntries(
        Object.keys(perUnitUs).map((size) => [size, median(runs.map((run) => run.perUnitUs?.[size]))]),
      ),
    }),
  }
}

function isProved(run, truth) {
  return run.exit === 0 && (truth === undefined || (run.count === truth.count && run.sum === truth.sum))
}

function problemOf({ exit, count, stderr }, truth) {
  const said = stderr.split('\n').find((line) => /error|[A-Z]+_[A-Z]+:/i.test(line)) ?? ''
  const missing = truth === undefined ? '' : `, ${count} of ${truth.count} records`
  return `exit ${exit}${missing}${said && `: ${withoutFolder(said.trim()).slice(0, 160)}`}`
}

/** Results are published: where the repository lies on this machine is nobody's business. */
function withoutFolder(text) {
  return text.replaceAll(new URL('../../', import.meta.url).href, '')
}

function told({ wallMs, cpuMs = 0, peakMb = 0, exit, stderr }) {
  const failed = exit === 0 ? '' : `, exit ${exit} ${stderr.slice(0, 200)}`
  return `${(wallMs / 1000).toFixed(2)} s, ${(cpuMs / 1000).toFixed(2)} s of CPU, ${peakMb.toFixed(0)} MB${failed}`
}
