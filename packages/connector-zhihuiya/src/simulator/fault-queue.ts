import type { SimulatedFault } from './simulated-fault.js'

/** Faults that wait for their requests, first in, first out. */
export class FaultQueue {
  readonly #waiting: { readonly fault: SimulatedFault; times: number }[] = []

  /** @throws RangeError where `times` is not a positive integer. */
  add(fault: SimulatedFault, times: number): void {
    if (!Number.isInteger(times) || times < 1) throw new RangeError(`times: not a positive integer: ${times}`)
    this.#waiting.push({ fault, times })
  }

  /** Takes the first fault that concerns `path`. */
  take(path: string): SimulatedFault | undefined {
    const index = this.#waiting.findIndex(({ fault }) => fault.path === undefined || fault.path === path)
    const found = this.#waiting[index]
    if (!found) return undefined
    found.times -= 1
    if (found.times === 0) this.#waiting.splice(index, 1)
    return found.fault
  }
}
