import { Writable } from 'node:stream'
import type { Io } from '../io.js'
import { main } from '../main.js'

/** What a run of the command left behind. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process, its output caught. */
export async function runOutlay(args: readonly string[], io: Partial<Io> & Pick<Io, 'cwd'>): Promise<Outcome> {
  const stdout = caught()
  const stderr = caught()
  const code = await main(args, { stdout: stdout.stream, stderr: stderr.stream, env: {}, ...io })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function caught(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}
