import { ConfigError } from '@outlay/core'

/** Refuses to read a stream that is on while the config lacks what it needs: nothing is sent, and other streams go on. */
export function missing(stream: string, key: string): never {
  throw new ConfigError({
    stops: 'stream',
    message: `${stream} needs "${key}" in the config`,
    hint: `Set ${key}, or switch the stream off.`,
  })
}
