import { readdirSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

// What lint cannot tell: whether "../x" leaves the simulator depends on how deep a file lies.
describe.each(['anticaptcha', 'essbasic', 'tencent-ads', 'zhihuiya'])('the simulator of %s', (name) => {
  const folder = resolve(root, 'packages', `connector-${name}`, 'src/simulator')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test|\.test-d)\.ts$/.test(file),
  )

  it('shares no code with the connector that it tests', () => {
    expect(files.length).toBeGreaterThan(5)
    const outside = files.flatMap((file) => {
      const path = resolve(folder, file)
      const code = readFileSync(path, 'utf8').replace(/\/\*.*?\*\//gs, '') // examples in comments import what they like
      const imported = [...code.matchAll(/(?:from|import) ?\(?'([^']+)'/g)].map(([, from = '']) => from)
      return imported
        .filter((from) => !from.startsWith('node:'))
        .filter((from) => !from.startsWith('.') || relative(folder, resolve(dirname(path), from)).startsWith('..'))
        .map((from) => `${file} imports ${from}`)
    })
    expect(outside).toEqual([])
  })
})
