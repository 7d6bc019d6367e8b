import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const bench = new URL('../', import.meta.url)

/** Processes that live because of us; ended by their ids when this one is. */
const running = new Set()

/** Ends what is still running when this process is interrupted, and lets it go the way the signal says. */
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

/** Starts the vendor with these options: where it listens, what it has seen, and how to end it. */
export async function startVendor(options = {}) {
  const child = own(fork(fileURLToPath(new URL('vendor/server.mjs', bench)), [JSON.stringify(options)]))
  const [{ port }] = await once(child, 'message')
  return {
    url: `http://127.0.0.1:${port}`,
    seen: async () => {
      child.send('seen')
      const [{ seen }] = await once(child, 'message')
      return seen
    },
    stop: async () => {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

/** Runs one client to its end: whole-process wall and CPU milliseconds, peak megabytes, exit code, and what it proved. */
export async function runClient(file, task, { args = [], timeoutMs = 300_000 } = {}) {
  const path = fileURLToPath(new URL(file, bench))
  const began = performance.now()
  const child = own(
    spawn(process.execPath, [...args, path, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  const [exit, signal] = await once(child, 'exit')
  const wallMs = performance.now() - began
  clearTimeout(timer)
  return { ...told(await out), wallMs, exit: exit ?? signal, stderr: (await err).trim().slice(0, 500) }
}

function told(output) {
  const line = output.trim().split('\n').at(-1)
  return line?.startsWith('{') ? JSON.parse(line) : { count: 0, sum: 0, ids: 0 }
}

async function collect(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
