import { randomUUID } from 'node:crypto'
import { lstatSync, realpathSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { ConfigError } from '@outlay/core'
import { errorCode, inBrackets } from '../error-code.js'

const BUFFER_CHARACTERS = 64 * 1024

/**
 * Writes a file that is there as a whole or not at all: under a name of its own first, renamed when done. What stands at
 * `path` must be a regular file, or a link to one, which is then replaced. Throws a ConfigError where it is anything else,
 * one of `spared`, or cannot be written; an error of `lines` passes through, and leaves no file behind.
 */
export async function writeFile(path: string, lines: AsyncIterable<string>, spared: readonly string[]): Promise<void> {
  const target = targetOf(path, spared)
  const part = `${target}.${randomUUID()}.part`
  const file = await told(path, () => open(part, 'wx'))
  try {
    let buffer = ''
    for await (const line of lines) {
      buffer += line
      if (buffer.length < BUFFER_CHARACTERS) continue
      await told(path, () => file.appendFile(buffer))
      buffer = ''
    }
    await told(path, () => file.appendFile(buffer))
    await file.close()
    await told(path, () => rename(part, target))
  } catch (error) {
    await file.close()
    await rm(part, { force: true })
    throw error
  }
}

/** Where `path` leads to. A ledger, a config or a device behind it would be gone for good. */
function targetOf(path: string, spared: readonly string[]): string {
  const target = realPath(path)
  if (spared.map(realPath).includes(target)) {
    throw new ConfigError({
      message: `${path} is the ledger or the config file: it is not overwritten`,
      hint: 'Name another file with --out.',
    })
  }
  if (lstatSync(target, { throwIfNoEntry: false })?.isFile() === false) {
    throw new ConfigError({
      message: `${path} is no regular file`,
      hint: 'Name a file with --out; it may exist or not.',
    })
  }
  return target
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // nothing stands there yet
  }
}

async function told<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    const code = inBrackets(errorCode(cause))
    throw new ConfigError({
      message: `${path} cannot be written${code}`,
      hint: 'Check that the folder exists and may be written.',
      cause,
    })
  }
}
