import type { Writable } from 'node:stream'
import { OutlayError } from '@outlay/core'
import { errorCode } from '../error-code.js'

/** Thrown by {@link Output} when the reader of a pipe has gone: the end of a run, and no failure of it. */
export class OutputClosed extends Error {}

/** A stream that is written at the pace of its reader. */
export class Output {
  #failure: unknown

  constructor(private readonly stream: Writable) {
    stream.on('error', (error: unknown) => {
      this.#failure ??= error
    })
  }

  /** Resolves when more may be written. Throws {@link OutputClosed}, or an OutlayError where writing failed (a full disk). */
  async write(text: string): Promise<void> {
    this.#check()
    if (!this.stream.write(text)) await this.#drained()
    this.#check()
  }

  #check(): void {
    const failure = this.#failure
    if (failure === undefined && !this.stream.destroyed) return
    const code = errorCode(failure) ?? 'EPIPE'
    if (code === 'EPIPE' || code.startsWith('ERR_STREAM_')) throw new OutputClosed()
    const message = `writing the output failed (${code})`
    throw new OutlayError({
      code: 'OUTPUT_FAILED',
      category: 'config',
      message,
      hint: 'Check where the output goes.',
      cause: failure,
    })
  }

  #drained(): Promise<void> {
    const { stream } = this
    return new Promise((resolve) => {
      const done = (): void => {
        for (const event of EVENTS) stream.off(event, done)
        resolve()
      }
      for (const event of EVENTS) stream.on(event, done)
    })
  }
}

const EVENTS = ['drain', 'error', 'close'] as const
