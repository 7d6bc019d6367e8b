import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { decodeState, encodeState, type StateStore, type WindowId, type WindowState } from '@outlay/core'

/**
 * State in one file as core writes it: a window a line, behind a version that lets a later core read what an older one
 * kept. The whole file is written beside the old one and takes its place in one step: who reads it, or is killed while it
 * is written, finds the old state or the new one, never half of it. For one process.
 */
export class JsonLinesStateStore implements StateStore {
  #last: Promise<unknown> = Promise.resolve()

  constructor(private readonly path: string) {}

  async load(connection: string): Promise<readonly WindowState[]> {
    const states = await this.#inTurn(() => this.#read())
    return [...states.values()].filter((state) => state.connection === connection)
  }

  save(entries: readonly WindowState[]): Promise<void> {
    return this.#inTurn(async () => {
      const states = await this.#read()
      for (const entry of entries) states.set(keyOf(entry), entry)
      await mkdir(dirname(this.path), { recursive: true })
      await writeFile(`${this.path}.new`, encodeState([...states.values()]), { flush: true })
      await rename(`${this.path}.new`, this.path)
    })
  }

  async #read(): Promise<Map<string, WindowState>> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    return new Map((text === '' ? [] : decodeState(text)).map((state) => [keyOf(state), state]))
  }

  /** One at a time: two saves at once would each drop what the other adds. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }
}

function keyOf({ connection, endpoint, partition, start }: WindowId): string {
  return JSON.stringify([connection, endpoint, partition, start])
}
