import type { ConfigOf, Plugin, StreamsOf } from '../contract/plugin.js'
import { createRuntime, type ReadOptions } from './create-runtime.js'

/**
 * Reads one stream of one connector: no config file, no state, no container.
 *
 * @example
 * import { anticaptcha } from '@outlay/connector-anticaptcha'
 * import { read } from '@outlay/core/runtime'
 *
 * const config = { clientKey: process.env.ANTICAPTCHA_CLIENT_KEY ?? '' }
 * for await (const row of read(anticaptcha, 'spending_stats', { config, from: '2026-11-01', to: '2026-11-02' })) {
 *   console.log(row.money.amount)
 * }
 */
export async function* read<P extends Plugin, const N extends keyof StreamsOf<P> & string>(
  plugin: P,
  stream: N,
  options: ReadOptions<ConfigOf<P>>,
): AsyncGenerator<StreamsOf<P>[N]> {
  const runtime = createRuntime({ connectors: [plugin] })
  try {
    yield* runtime.read(plugin, stream, options)
  } finally {
    await runtime.close()
  }
}
