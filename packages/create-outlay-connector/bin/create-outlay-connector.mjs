#!/usr/bin/env node
// Committed launcher: package managers link a bin only when its file exists at install time, before any build.
import { existsSync } from 'node:fs'

const entry = new URL('../dist/bin.js', import.meta.url)
if (existsSync(entry)) {
  await import(entry.href)
} else {
  process.stderr.write('create-outlay-connector is not built yet. In the repository, run: npm run setup\n')
  process.exitCode = 2
}
