import { createRuntime } from '../runtime/create-runtime.js'
import { type AcmeOptions, acme } from './acme.js'
import { fixedRandom, type TestHost, testHost } from './host.js'
import { type ScriptedReply, type ScriptedTransport, scriptedTransport } from './scripted-transport.js'

/** One call to the synthetic vendor, as a host sees it. */
export interface AcmeCheck extends TestHost {
  readonly transport: ScriptedTransport
  /** Calls `balance` once; several calls share one runtime, and each is a connection of its own. */
  readonly check: (options?: { readonly signal?: AbortSignal; readonly config?: object }) => Promise<unknown>
  /** The error of a call that must fail. */
  readonly failure: (options?: { readonly signal?: AbortSignal; readonly config?: object }) => Promise<unknown>
}

/** The reply of a vendor to whom all is well. */
export const WELL: ScriptedReply = { body: { code: 0, balance: '7.50' } }

/** A runtime for the synthetic vendor whose transport answers by script. `chance`: in [0, 1). */
export function checkAcme(
  answer: Parameters<typeof scriptedTransport>[0],
  options: AcmeOptions & { readonly chance?: number } = {},
): AcmeCheck {
  const transport = scriptedTransport(answer)
  const host = testHost(transport, fixedRandom(options.chance))
  const runtime = createRuntime({ connectors: [acme(options)], container: host.container })
  const check: AcmeCheck['check'] = ({ signal, config = {} } = {}) =>
    runtime.check('main', { connector: options.id ?? 'acme', config: { apiKey: 'sk-canary', ...config } }, signal)
  return {
    ...host,
    transport,
    check,
    failure: (asked) =>
      check(asked).then(
        () => 'no failure',
        (error: unknown) => error,
      ),
  }
}
