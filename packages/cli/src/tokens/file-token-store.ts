import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OutlayError, type StoredToken, type TokenStore } from '@outlay/core'
import * as z from 'zod'
import { errorCode, inBrackets } from '../error-code.js'

/**
 * Tokens that outlive the command: those with a refresh token, each in a file of its own that only its owner can read, named
 * by a hash of its key. All others are minted again by the next run, and stay in memory. The folder is made when the first
 * is kept, with a `.gitignore` in it. Throws an OutlayError that names the file where it cannot be read or written.
 */
export function fileTokenStore(folder: string): TokenStore {
  const brief = new Map<string, StoredToken>()
  const fileOf = (key: string): string => join(folder, `${createHash('sha256').update(key).digest('hex')}.json`)
  return {
    load: async (key) => brief.get(key) ?? readToken(fileOf(key)),
    save: async (key, token) => {
      if (token.refreshToken === undefined) {
        brief.set(key, token)
        return
      }
      const file = fileOf(key)
      await told(file, 'written', () => keep(folder, file, token))
      brief.delete(key)
    },
    delete: async (key) => {
      brief.delete(key)
      await told(fileOf(key), 'deleted', () => rm(fileOf(key), { force: true }))
    },
  }
}

const stored = z.object({
  accessToken: z.string(),
  expiresAt: z.number(),
  issuedAt: z.number().optional(),
  refreshToken: z.string().optional(),
})

async function readToken(file: string): Promise<StoredToken | undefined> {
  const text = await told(file, 'read', () => readFile(file, 'utf8').catch(unlessAbsent))
  if (text === undefined) return undefined
  try {
    const { issuedAt, refreshToken, ...token } = stored.parse(JSON.parse(text))
    return {
      ...token,
      ...(issuedAt !== undefined && { issuedAt }),
      ...(refreshToken !== undefined && { refreshToken }),
    }
  } catch {
    // Neither the text nor what was wrong with it is told: it holds tokens.
    throw storeFailed(file, 'is damaged', 'Delete the file and authorise the connection again with `outlay auth`.')
  }
}

/** Whole or not at all, and on disk before it is used: a vendor that rotates has forgotten the token before. */
async function keep(folder: string, file: string, token: StoredToken): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, '.gitignore'), '*\n')
  const part = `${file}.${randomUUID()}.part`
  try {
    await writeFile(part, `${JSON.stringify(token)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

function unlessAbsent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined
  throw error
}

async function told<T>(file: string, what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    const problem = `cannot be ${what}${inBrackets(errorCode(cause))}`
    throw storeFailed(file, problem, 'Check who owns the folder and that the disk has room.', cause)
  }
}

function storeFailed(file: string, problem: string, hint: string, cause?: unknown): OutlayError {
  const message = `the token file ${file} ${problem}`
  return new OutlayError({ code: 'TOKEN_STORE_FAILED', category: 'config', stops: 'connection', message, hint, cause })
}
