import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const bench = new URL('../', import.meta.url)
const pathOf = (file) => fileURLToPath(new URL(file, bench))

/** Processes that live because of us; ended by their ids when this one is. */
const running = new Set()

/** Ends what is still running when this process ends or is interrupted. */
export function endWithUs() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      endAll()
      process.kill(process.pid, signal)
    })
  }
  process.on('exit', endAll)
}

function endAll() {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
}

function own(child) {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** The vendor with these options, on a port of its own; `seen` is what it has counted. */
export async function startVendor(options = {}) {
  const { child, url, stop } = await startServer('vendor/server.mjs', options)
  const seen = async () => {
    child.send('seen')
    const [told] = await once(child, 'message')
    return told.seen
  }
  return { url, seen, stop }
}

/** Budgets that several processes share. */
export function startBudgets() {
  return startServer('budget/budget-server.mjs', {})
}

async function startServer(file, options) {
  const child = own(fork(pathOf(file), [JSON.stringify(options)]))
  const gone = once(child, 'exit')
  const [{ port }] = await Promise.race([
    once(child, 'message'),
    gone.then(([code]) => {
      throw new Error(`${file} did not start: exit ${code}`)
    }),
  ])
  const stop = async () => {
    if (child.connected) child.disconnect()
    await gone
  }
  return { child, url: `http://127.0.0.1:${port}`, stop }
}

const LONGEST_MS = 600_000

/**
 * Runs one client to its end. Wall and CPU milliseconds and peak megabytes are those of the whole process; beside them
 * what it has proved, how it ended, and what it said on stderr. `argv` stands in for the task where it is no client of ours.
 */
export async function runClient({ file, task, argv }) {
  const began = performance.now()
  const args = ['--conditions=@outlay/bundle', pathOf(file), ...(argv ?? [JSON.stringify(task)])]
  const child = own(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }))
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const output = [textOf(child.stdout), textOf(child.stderr)]
  const [code, signal] = await once(child, 'exit')
  const wallMs = performance.now() - began
  clearTimeout(timer)
  const [stdout, stderr] = await Promise.all(output)
  return { ...told(stdout), wallMs, exit: code ?? signal, stderr: stderr.trim() }
}

/** A process that was killed has told nothing. */
function told(stdout) {
  const last = stdout.trim().split('\n').at(-1)
  return last.startsWith('{') ? JSON.parse(last) : { count: 0, sum: 0, ids: 0 }
}

async function textOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
