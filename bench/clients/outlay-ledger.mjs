// Ours into a new DuckDB ledger in `folder`; the time is that of the sync, from the open ledger to its last commit.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createRuntime } from '@outlay/core/runtime'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { benchVendor } from '../connector/bench-vendor.mjs'
import { task, tell } from './proof.mjs'
import { syncBench } from './sync-bench.mjs'

const path = join(task.folder, `${process.pid}.duckdb`)
const destination = duckdbDestination({ path: path })
await destination.open()
const runtime = createRuntime({ connectors: [benchVendor()] })
const began = performance.now()
await syncBench(runtime, task, { destination })
const workMs = performance.now() - began
const [held] = await destination.query(`select count(*) as rows, sum(cost) as cost from bench_${task.stream}`)
tell({ workMs, count: Number(held.rows), sum: Math.round(Number(held.cost) * 10_000) })
await destination.close()
await runtime.close()
