const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(130)
    process.stderr.write('\noutlay: stopping; once more to stop at once\n')
    abort.abort(new DOMException(signal, 'AbortError'))
  })
}
// A reader that goes away (a pipe into head) is no failure; whoever writes learns of it from the stream itself.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

// What a connector leaves behind (a throw in a timer, a promise that nobody awaits) is a bug of its own: told without a
// stack, since its text may hold anything.
const stray = (): never => {
  process.stderr.write('outlay: a connector failed outside of any call; nothing half-read was kept\n')
  process.exit(1)
}
process.on('uncaughtException', stray)
process.on('unhandledRejection', stray)

let done = false
process.on('exit', (code) => {
  if (done || abort.signal.aborted || code === 1) return
  process.stderr.write('outlay: a connector ended the process, or never finished loading\n')
  process.exitCode = 1
})

const { main } = await import('./main.js')
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  get stdin() {
    return process.stdin // opened when it is asked for
  },
  cwd: process.cwd(),
  signal: abort.signal,
})
done = true

export {}
