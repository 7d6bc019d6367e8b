import type { Channel } from 'node:diagnostics_channel'

/**
 * Calls a function of the host's. What it throws, or rejects with against its interface, goes to `failed`: it must
 * neither break the run nor end the process.
 */
export function callHost(call: () => unknown, failed: (error: unknown) => void): void {
  try {
    const result = call()
    if (result instanceof Promise) result.catch(failed)
  } catch (error) {
    failed(error)
  }
}

/**
 * Publishes on a channel. Node raises what a subscriber throws as an uncaught exception, which ends the process; hence the
 * subscribers are called here, one by one. Where a version of Node keeps them elsewhere, it publishes itself.
 */
export function publish(channel: Channel, message: unknown, failed: (error: unknown) => void): void {
  const subscribers: unknown = '_subscribers' in channel ? channel._subscribers : undefined
  if (!Array.isArray(subscribers)) {
    channel.publish(message)
    return
  }
  for (const subscriber of subscribers) callHost(() => subscriber(message, channel.name), failed)
}
