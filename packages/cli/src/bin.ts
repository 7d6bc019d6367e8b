import { main } from './main.js'

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

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  signal: abort.signal,
})
