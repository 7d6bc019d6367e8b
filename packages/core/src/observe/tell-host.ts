import { channel } from 'node:diagnostics_channel'
import { EVENT_CHANNEL } from '../contract/channels.js'
import type { EventDetail, Observer, RunContext, RunEvent } from '../contract/observer.js'
import type { Logger } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'
import { callHost, publish } from './call-host.js'

/** Tells the host an event of one run. */
export type Tell = (event: EventDetail) => void

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
  const observerFailed = (error: unknown): void => logger.warn('the observer failed', { error })
  const subscriberFailed = (error: unknown): void => logger.warn(`a subscriber of ${EVENT_CHANNEL} failed`, { error })
  return (event) => {
    if (observer === undefined && !events.hasSubscribers) return
    const told = redactedCopy({ ...context, ...event }, redactor)
    if (observer !== undefined) callHost(() => observer.notify(told), observerFailed)
    if (events.hasSubscribers) publish(events, told, subscriberFailed)
  }
}

/** Almost no event holds a secret: its text tells with one search, and is a copy already. */
function redactedCopy(event: RunEvent, redactor: Redactor): RunEvent {
  const text = JSON.stringify(event)
  if (redactor.text(text) === text) return JSON.parse(text)
  // The type is ours: a secret that is spelt like it must not make an event unreadable.
  return { ...(redactor.value(event) as RunEvent), type: event.type } as RunEvent
}
