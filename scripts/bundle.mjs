// Bundles the doors of the package in the working folder, out of its build: Node takes longer to load two hundred small
// modules than to run them. Dependencies stay outside, names and lines as they are. Every package is packed with it that
// has a folder `bundle` in its published exports.
import { readFileSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { rolldown } from 'rolldown'

const { publishConfig } = JSON.parse(readFileSync('package.json', 'utf8'))
const doors = Object.values(publishConfig.exports).flatMap(({ default: file = '' }) =>
  file.startsWith('./bundle/') ? [basename(file, '.js')] : [],
)
rmSync('bundle', { recursive: true, force: true })
const bundle = await rolldown({
  input: Object.fromEntries(doors.map((door) => [door, `./dist/${door}.js`])),
  platform: 'node',
  external: (id) => !/^[./]/.test(id),
})
await bundle.write({ dir: 'bundle', format: 'esm', chunkFileNames: 'shared.js' })
await bundle.close()
