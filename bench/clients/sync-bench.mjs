/** The config of a connection to the vendor of the benchmarks. */
export function configOf({ baseUrl, pages, giant }) {
  return { key: 'k-0123456789abcdef', baseUrl, pages, giant }
}

/** Syncs one stream of every connection named; what fails is said and ends the process with a code of its own. */
export async function syncBench(runtime, task, { destination, connections = ['main'], ...rest }) {
  const { stream = 'records', from, to } = task
  const connection = { connector: 'bench', config: configOf(task), streams: { [stream]: { enabled: true } } }
  const reports = await runtime.sync({
    connections: Object.fromEntries(connections.map((name) => [name, connection])),
    destination,
    from,
    to,
    ...rest,
  })
  for (const { error } of reports.flatMap(({ failures }) => failures)) {
    process.stderr.write(`${error.code}: ${error.message}\n`)
    process.exitCode = 5
  }
}
