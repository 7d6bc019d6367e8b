import { encodeJson, OutlayError, reveal } from '@outlay/core'
import { spellingsOf } from '../../simulator/spellings.js'
import type { Bench } from '../bench.js'
import type { Scenario } from '../test-functions.js'
import { MAIN, Trial, type TrialOptions } from '../trial.js'
import { demand } from '../violation.js'
import { errorSamples } from './error-samples.js'

/** A secret of the config is in nothing that leaves the process but requests to the vendor. */
export function secretScenarios(bench: Bench): readonly Scenario[] {
  if (bench.simulation.connector.secrets.length === 0) return []
  const secrets = bench.simulation.connector.secrets.map(reveal)
  const echo = (status: number): TrialOptions => ({
    fault: () => ({
      status,
      body: encodeJson({ error: `you sent ${secrets.join(' and ')}`, message: `bad key ${secrets.join(' ')}` }),
    }),
  })
  const quoted = errorSamples(bench).map(([name, { status = 200, body }]): readonly [string, TrialOptions] => [
    `of a run that is refused in the words of the vendor (${name})`,
    { fault: () => ({ status, body: withSecrets(body, secrets) }) },
  ])
  const trials: readonly (readonly [string, TrialOptions])[] = [
    ['of a run without faults', {}],
    ['of a run that fails at every request', { fault: () => 'reset' }],
    ['of a run whose vendor quotes what it was sent', echo(400)],
    ['of a run whose vendor fails and quotes what it was sent', echo(500)],
    ...quoted,
  ]
  return [
    ...trials.map(([when, options]) => ({
      rule: 'secret-kept',
      title: `nothing that is said or stored ${when} shows a secret`,
      run: () => showsNone(bench, secrets, options),
    })),
    {
      rule: 'secret-long',
      title: 'a secret is long enough to be looked for',
      run: async () =>
        demand(
          secrets.every((secret) => secret.length >= 8),
          'the config of this test has secrets of fewer than 8 characters: give longer ones, that stand nowhere else',
        ),
    },
  ]
}

/** Every text of the vendor's, with the secrets in it. */
function withSecrets(body: string, secrets: readonly string[]): string {
  return body.replace(
    /"(message\w*|msg|error_msg|errorDescription|Message|description|detail)"\s*:\s*"/gi,
    (found) => `${found}${secrets.join(' ')} `,
  )
}

async function showsNone(bench: Bench, secrets: readonly string[], options: TrialOptions): Promise<void> {
  const trial = new Trial(bench, options)
  const report = await trial.watched(() => trial.sync())
  const check = await trial.runtime
    .check(MAIN, { connector: bench.definition.id, config: bench.options.config })
    .catch((error: unknown) => error)
  const places: readonly (readonly [string, unknown])[] = [
    ['the log', trial.logs],
    ['an event', trial.events],
    ['a recorded exchange', trial.exchanges],
    ['a row of the ledger', trial.ledger.windows.map(({ rows }) => rows)],
    ['a quarantined record', trial.ledger.quarantined()],
    ['the state', trial.ledger.states],
    ['the error of a failed window', report.failures.map(({ error, window }) => [errorText(error), window])],
    ['a difference that is reported', report.differences],
    ['what check says', OutlayError.isInstance(check) ? errorText(check) : check],
    [
      'how the connector describes itself',
      [
        bench.simulation.connector.billing,
        bench.simulation.connector.auth?.authenticator.describe(bench.simulation.connector.auth.config),
      ],
    ],
  ]
  const minted = Array.from({ length: trial.vendor.minted }, (_, index) => `minted-${index + 1}-3f9c2a71d5e8`)
  for (const [where, what] of places) {
    const text = encodeJson(what ?? null)
    const shown = [...secrets, ...minted].some((secret) => spellingsOf(secret).some((spelt) => text.includes(spelt)))
    demand(!shown, `a secret stands in ${where}: whoever reads it can spend the user's money`)
  }
}

/** An error as a log would show it, with its causes. */
function errorText(error: unknown, depth = 0): readonly unknown[] {
  if (!(error instanceof Error) || depth > 5) return [String(error)]
  const { hint, vendor, attempts } = OutlayError.isInstance(error)
    ? error
    : { hint: undefined, vendor: undefined, attempts: [] }
  return [error.message, error.stack, hint, vendor, attempts, errorText(error.cause, depth + 1)]
}
