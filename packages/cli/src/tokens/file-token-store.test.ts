import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileTokenStore } from './file-token-store.js'

const LASTING = { accessToken: 'A1', expiresAt: 5, issuedAt: 1, refreshToken: 'R1' }
const BRIEF = { accessToken: 'A1', expiresAt: 5 }

describe('a token store of files', () => {
  let folder = ''
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'outlay-tokens-')), 'tokens')
  })
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

  it('gives what another process has kept, by its own key only', async () => {
    await fileTokenStore(folder).save('ads:main', LASTING)
    const later = fileTokenStore(folder)
    expect(await later.load('ads:main')).toEqual(LASTING)
    expect(await later.load('ads:other')).toBeUndefined()
  })

  it('gives what another process has kept since', async () => {
    const [one, other] = [fileTokenStore(folder), fileTokenStore(folder)]
    await one.save('ads', LASTING)
    await other.save('ads', { ...LASTING, refreshToken: 'R2' })
    expect(await one.load('ads')).toMatchObject({ refreshToken: 'R2' })
  })

  it('writes nothing of a token that can be minted again', async () => {
    const store = fileTokenStore(folder)
    await store.save('ads', BRIEF)
    expect(await store.load('ads')).toEqual(BRIEF)
    expect(() => readdirSync(folder)).toThrow('ENOENT')
  })

  it('forgets what is deleted', async () => {
    const store = fileTokenStore(folder)
    await store.save('ads', LASTING)
    await store.delete('ads')
    await store.delete('never')
    expect(await store.load('ads')).toBeUndefined()
  })

  it('keeps whole files only, whatever is kept at once', async () => {
    const store = fileTokenStore(folder)
    const tokens = Array.from({ length: 20 }, (_, number) => ({ ...LASTING, refreshToken: `R${number}` }))
    await Promise.all(tokens.map((token) => store.save('ads', token)))
    expect(tokens).toContainEqual(await store.load('ads'))
    expect(readdirSync(folder).filter((name) => name !== '.gitignore')).toEqual([
      expect.stringMatching(/^\w{64}\.json$/),
    ])
  })

  it('gives back any text of a token as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (key, refreshToken) => {
        const token = { ...LASTING, refreshToken }
        await fileTokenStore(folder).save(key, token)
        expect(await fileTokenStore(folder).load(key)).toEqual(token)
      }),
      { numRuns: 50 },
    )
  })

  it.each(['', '{', '[]', '{"accessToken":"canary"}', 'null'])(
    'refuses a file with %j, and shows nothing of it',
    async (text) => {
      const store = fileTokenStore(folder)
      await store.save('ads', LASTING)
      const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'))
      writeFileSync(join(folder, name), text)
      await expect(store.load('ads')).rejects.toMatchObject({
        code: 'TOKEN_STORE_FAILED',
        message: expect.stringMatching(/is damaged$/),
      })
    },
  )
})
