import { channel } from 'node:diagnostics_channel'
import { EVENT_CHANNEL } from '../contract/channels.js'
import type { EventDetail, Observer, RunContext, RunEvent } from '../contract/observer.js'
import type { Logger } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'
import { callHost, publish } from './call-host.js'

/** Tells the host an event of one run. On hot paths it is given how to make the event: most runs have nobody who listens. */
export type Tell = (event: EventDetail | (() => EventDetail)) => void

/**
 * Events for the observer and for whoever subscribes: with their context, redacted, as copies. Without either nothing is
 * done. A host's code must not break a run.
 */
export function createTell(
  context: RunContext,
  observer: Observer | undefined,
  redactor: Redactor,
  logger: Logger,
): Tell {
  const events = channel(EVENT_CHANNEL)
  const prefix = JSON.stringify(context).slice(0, -1)
  const observerFailed = (error: unknown): void => logger.warn('the observer failed', { error })
  const subscriberFailed = (error: unknown): void => logger.warn(`a subscriber of ${EVENT_CHANNEL} failed`, { error })
  return (event) => {
    if (observer === undefined && !events.hasSubscribers) return
    const told = redactedCopy(typeof event === 'function' ? event() : event, prefix, redactor)
    if (observer !== undefined) callHost(() => observer.notify(told), observerFailed)
    if (events.hasSubscribers) publish(events, told, subscriberFailed)
  }
}

/** Almost no event holds a secret: one search through its text tells, and the text makes the copy. */
function redactedCopy(event: EventDetail, prefix: string, redactor: Redactor): RunEvent {
  const text = `${prefix},${JSON.stringify(event).slice(1)}`
  const copy: RunEvent = JSON.parse(text)
  if (redactor.text(text) === text) return copy
  // The type is ours: a secret that is spelt like it must not make an event unreadable.
  return { ...(redactor.value(copy) as RunEvent), type: copy.type } as RunEvent
}
