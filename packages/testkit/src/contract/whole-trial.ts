import type { Bench } from './bench.js'
import { demandSuccess } from './books.js'
import { Trial } from './trial.js'

const whole = new WeakMap<Bench, Promise<Trial>>()

/** A sync of a vendor without faults: run once a bench, for scenarios that only look at it. */
export function wholeTrial(bench: Bench): Promise<Trial> {
  const known = whole.get(bench) ?? run(bench)
  whole.set(bench, known)
  return known
}

async function run(bench: Bench): Promise<Trial> {
  const trial = new Trial(bench)
  demandSuccess(await trial.sync(), 'of a vendor without faults')
  return trial
}
