import { join } from 'node:path'
import { connectorContract } from '@outlay/testkit'
import { expect, it } from 'vitest'
import { blocksIn, readme } from './page.js'
import { pageFolder } from './page-folder.js'

const testkit = readme('packages/testkit/README.md')

it('a test of the contract fails as the README of the testkit shows', async () => {
  const [declaration, contract] = blocksIn(testkit, 'js')
  const [shown] = blocksIn(testkit, '')
  const [title = '', ...said] = shown?.text.trim().split('\n') ?? []
  using folder = pageFolder(testkit)
  const lossy = declaration?.text.replace(
    'body.items,',
    'body.items.filter(({ cost }) => !String(cost).startsWith("-")),',
  )
  expect(lossy).not.toBe(declaration?.text)
  folder.write('acme.js', lossy ?? '')
  const { acme } = await import(join(folder.path, 'acme.js'))
  const [, usage = ''] = /usage: `(.*?)`/s.exec(contract?.text ?? '') ?? []
  const tests = new Map<string, () => unknown>()
  let declared: unknown
  connectorContract(acme, {
    describe: (_title, declare) => {
      declared = declare()
    },
    it: (name, run) => tests.set(name, run),
    config: { apiKey: 'canary-0123456789' },
    samples: { usage },
    errorSamples: { 'wrong key': { body: '{"code":401}', category: 'auth' } },
  })
  await declared
  await expect(tests.get(title)?.()).rejects.toThrow(said.join('\n').trim())
})
