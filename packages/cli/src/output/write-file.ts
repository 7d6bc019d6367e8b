import { open, rename, rm } from 'node:fs/promises'
import { ConfigError } from '@outlay/core'

const BUFFER_CHARACTERS = 64 * 1024

/**
 * Writes a file that is there as a whole or not at all: under another name first, renamed when done.
 * Throws a ConfigError where it cannot be written; an error of `lines` passes through, and leaves no file behind.
 */
export async function writeFile(path: string, lines: AsyncIterable<string>): Promise<void> {
  const part = `${path}.part`
  const file = await told(path, () => open(part, 'w'))
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
    await told(path, () => rename(part, path))
  } catch (error) {
    await file.close()
    await rm(part, { force: true })
    throw error
  }
}

async function told<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw new ConfigError({
      message: `${path} cannot be written${code}`,
      hint: 'Check that the folder exists and may be written.',
      cause,
    })
  }
}
