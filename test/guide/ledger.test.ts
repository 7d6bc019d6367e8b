import { expect, it } from 'vitest'
import { runOutlay } from '../../packages/cli/src/testing/run-outlay.js'
import { commandsIn } from './commands.js'
import { blocksIn, labelled, page, pages } from './page.js'
import { pageFolder } from './page-folder.js'
import { KEY, simulatedVendor } from './simulated-vendor.js'

const operate = page('start/operate-it.md')
const errors = page('guide/errors.md')

it('keeps a ledger as "Keep a ledger" says, command by command', async () => {
  await using _vendor = await simulatedVendor()
  using folder = pageFolder(operate)
  const outlay = (line: string, clientKey = KEY) =>
    runOutlay(commandsIn(line)[0] ?? [], { cwd: folder.path, env: { ANTICAPTCHA_CLIENT_KEY: clientKey } })

  for (const step of ['check', 'read', 'first sync', 'second sync', 'export']) {
    const { code, stdout, stderr } = await outlay(labelled(operate, step))
    expect(code, `${step}: ${stderr}`).toBe(0)
    const ms = / in \d+ ms /
    const said = labelled(operate, `${step} says`)
    expect(`${stdout}${stderr}`.replace(ms, ' '), step).toBe(said.replace(ms, ' '))
  }

  // A wrong key is told as "How to read an error" shows it.
  const refused = await outlay('npx outlay check', 'f'.repeat(32))
  expect(refused).toMatchObject({ code: 3, stderr: labelled(errors, 'example') })

  const { duckdbDestination } = await import('@outlay/destination-duckdb')
  const ledger = duckdbDestination({ path: `${folder.path}/outlay.duckdb` })
  await ledger.open()
  try {
    const spent = await ledger.query(blocksIn(operate, 'sql')[0]?.text ?? '')
    expect(spent.map(({ accounting_day }) => accounting_day)).toEqual([
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
    ])
    for (const { path, line, text } of questions()) {
      await expect(ledger.query(text), `${path}:${line}`).resolves.toBeInstanceOf(Array)
    }
  } finally {
    await ledger.close()
  }
}, 120_000)

/** What the guide asks a ledger. */
function questions() {
  return pages().flatMap((one) => blocksIn(one, 'sql').map((block) => ({ ...block, path: one.path })))
}
