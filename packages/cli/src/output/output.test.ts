import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Output, OutputClosed } from './output.js'

const failing = (code: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) })

/** Lets a stream's error event come before the next write. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('Output', () => {
  test('resolves only when the reader has made room', async () => {
    const order: string[] = []
    const stream = new Writable({
      highWaterMark: 1,
      write: (chunk, _encoding, done) => {
        order.push(`written ${chunk}`)
        setImmediate(() => {
          order.push('drained')
          done()
        })
      },
    })
    await new Output(stream).write('a')
    order.push('resolved')
    expect(order).toEqual(['written a', 'drained', 'resolved'])
  })

  test('tells a reader that has gone from a failure', async () => {
    const gone = new Output(failing('EPIPE'))
    await gone.write('a').catch(() => {})
    await turn()
    await expect(gone.write('b')).rejects.toBeInstanceOf(OutputClosed)
    const full = new Output(failing('ENOSPC'))
    await full.write('a').catch(() => {})
    await turn()
    await expect(full.write('b')).rejects.toMatchObject({ code: 'OUTPUT_FAILED', category: 'config' })
  })

  test('does not wait for a stream that was destroyed', async () => {
    const stream = new Writable({ highWaterMark: 1, write: () => {} })
    const writing = new Output(stream).write('a')
    stream.destroy()
    await expect(writing).rejects.toBeInstanceOf(OutputClosed)
  })
})
