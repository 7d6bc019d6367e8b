import { type DependencyContainer, container as root } from 'tsyringe'
import type { RunEvent } from '../contract/observer.js'
import type { LogFields, Random, Transport } from '../contract/services.js'
import { CLOCK, LOGGER, OBSERVER, RANDOM, TRANSPORT } from '../contract/tokens.js'
import { type VirtualClock, virtualClock } from './virtual-clock.js'

/** A host of the runtime, for tests: its own container with its own clock, chance, log and observer. */
export interface TestHost {
  readonly container: DependencyContainer
  readonly clock: VirtualClock
  readonly logs: readonly { readonly level: string; readonly message: string; readonly fields: LogFields }[]
  readonly events: readonly RunEvent[]
}

/** Chance that always falls the same way; `value` is in [0, 1). */
export function fixedRandom(value = 0.5): Random {
  return { next: () => value, hex: (bytes) => 'ab'.repeat(bytes) }
}

/** A host whose requests go to `transport`. The global container is not used. */
export function testHost(transport: Transport, random: Random = fixedRandom()): TestHost {
  const container = root.createChildContainer()
  const clock = virtualClock()
  const logs: TestHost['logs'][number][] = []
  const events: RunEvent[] = []
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      logs.push({ level, message, fields })
    }
  container.register(TRANSPORT, { useValue: transport })
  container.register(CLOCK, { useValue: clock })
  container.register(RANDOM, { useValue: random })
  container.register(LOGGER, {
    useValue: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  })
  container.register(OBSERVER, { useValue: { notify: (event: RunEvent) => events.push(event) } })
  return { container, clock, logs, events }
}
