import {
  CLOCK,
  type Clock,
  LOGGER,
  type LogFields,
  OBSERVER,
  type Plugin,
  RANDOM,
  type RunEvent,
  TRANSPORT,
  type Transport,
} from '@outlay/core'
import { createRuntime, type Runtime } from '@outlay/core/runtime' // before tsyringe: it brings what that needs
import { container as root } from 'tsyringe'
import { seededRandom } from '../simulator/seeded-random.js'

/** What a host hears of its runtime. */
export interface Heard {
  readonly logs: { readonly message: string; readonly fields: LogFields }[]
  readonly events: RunEvent[]
}

/** A runtime with a clock, a transport and a seed of its own, of which a host hears everything; the global container is not used. */
export function openRuntime(
  plugin: Plugin,
  services: { readonly clock: Clock; readonly transport: Transport; readonly seed?: number | undefined },
  heard: Heard,
): Runtime {
  const { clock, transport, seed = 1 } = services
  const host = root.createChildContainer()
  const log = (message: string, fields: LogFields = {}): void => void heard.logs.push({ message, fields })
  host.register(CLOCK, { useValue: clock })
  host.register(TRANSPORT, { useValue: transport })
  host.register(RANDOM, { useValue: seededRandom(seed) })
  host.register(OBSERVER, { useValue: { notify: (event: RunEvent) => heard.events.push(event) } })
  host.register(LOGGER, { useValue: { debug: log, info: log, warn: log, error: log } })
  return createRuntime({ connectors: [plugin], container: host })
}
