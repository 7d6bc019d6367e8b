import { resolve } from 'node:path'
import { ConfigError } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import { errorCode } from '../error-code.js'

/** `outlay demo`: everything, against simulated vendors on this machine. What it shows is its data. */
export async function demo(context: CommandContext, folder: string): Promise<number> {
  const { runDemo } = await loadDemo()
  const { stdout, stderr, cwd } = context.io
  const isTTY = stderr.isTTY ?? false
  const clear = (): void => void (isTTY && stderr.write(CLEAR))
  return runDemo({
    cwd,
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

/** The demo needs all four connectors; whoever installed the command alone may lack some. */
async function loadDemo(): Promise<typeof import('../demo/demo.js')> {
  try {
    return await import('../demo/demo.js')
  } catch (cause) {
    if (errorCode(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new ConfigError({
      message: 'the demo plays with four connectors, and not all of them are installed',
      hint: `Run: npm install ${CONNECTORS.map((name) => `@outlay/connector-${name}`).join(' ')}`,
      cause,
    })
  }
}

const CONNECTORS = ['anticaptcha', 'zhihuiya', 'tencent-ads', 'essbasic']

const CLEAR = '\r\u001b[2K'
