import { CLOCK, LOGGER, type LogFields, OBSERVER, RANDOM, type RunEvent, TRANSPORT, type Transport } from '@outlay/core'
import type { HostContainer } from '@outlay/core/runtime'
import { container as root } from 'tsyringe'
import type { VirtualClock } from '../simulator/virtual-clock.js'
import { seededRandom } from './seeded-random.js'

/** What a host hears of its runtime. */
export interface Heard {
  readonly logs: { readonly message: string; readonly fields: LogFields }[]
  readonly events: RunEvent[]
}

/** A host of the runtime with a clock, a transport and a seed of its own; the global container is not used. */
export function hostContainer(clock: VirtualClock, transport: Transport, heard: Heard, seed = 1): HostContainer {
  const host = root.createChildContainer()
  const log = (message: string, fields: LogFields = {}): void => void heard.logs.push({ message, fields })
  host.register(CLOCK, { useValue: clock })
  host.register(TRANSPORT, { useValue: transport })
  host.register(RANDOM, { useValue: seededRandom(seed) })
  host.register(OBSERVER, { useValue: { notify: (event: RunEvent) => heard.events.push(event) } })
  host.register(LOGGER, { useValue: { debug: log, info: log, warn: log, error: log } })
  return host
}
