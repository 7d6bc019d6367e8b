import { resolve } from 'node:path'
import type { CommandContext } from '../command-context.js'

/** `outlay demo`: everything, against simulated vendors on this machine. What it shows is its data. */
export async function demo(context: CommandContext, folder: string): Promise<number> {
  const { runDemo } = await import('../demo/demo.js')
  const { stdout, stderr, cwd } = context.io
  const isTTY = stderr.isTTY ?? false
  const clear = (): void => void (isTTY && stderr.write(CLEAR))
  return runDemo({
    folder: resolve(cwd, folder),
    print: (line) => {
      clear()
      stdout.write(`${line}\n`)
    },
    progress: (text) => void (isTTY && stderr.write(`${CLEAR}${text}`)),
    outlay: (args) => {
      clear()
      return context.outlay(args)
    },
    signal: context.signal,
  })
}

const CLEAR = '\r\u001b[2K'
