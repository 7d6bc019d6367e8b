import { readFileSync } from 'node:fs'
import type { Choices } from './choices.js'
import type { Names } from './names.js'
import { renderTemplate } from './render-template.js'

/** What a rendering needs beside what was asked for. */
export interface Surroundings {
  /** Ranges for package.json, by package. */
  readonly versions: Readonly<Record<string, string>>
  readonly year: number
}

/** The files of a connector, text by path. */
export function renderConnector(
  { names, choices }: { readonly names: Names; readonly choices: Choices },
  { versions, year }: Surroundings,
): ReadonlyMap<string, string> {
  const { auth, license } = choices
  const slots = {
    ...Object.fromEntries(Object.entries(names)),
    ...Object.fromEntries(Object.entries(versions).map(([name, range]) => [`version ${name}`, range])),
    year: String(year),
    imports: importsOf(names),
    spdx: license === 'mit' ? 'MIT' : 'Apache-2.0',
    // A key in the body: then everything else is there, too.
    parameters: auth === 'body' ? 'json' : 'query',
    publishing: license === 'none' ? '' : ', `npm publish` publishes',
    noMembers: auth === 'body' ? ', json: {}' : '',
  }
  const files = new Map<string, string>()
  const add = (path: string, template: string): void => {
    files.set(path, renderTemplate(textOf(template), slots, choices))
  }
  add(`samples/${names.file}.json`, 'samples/endpoint.json')
  if (auth === 'client-credentials' || auth === 'refresh-token') add('samples/token.json', 'samples/token.json')
  for (const path of ['src/connection.ts', 'src/config.ts', 'src/index.ts', 'src/contract.test.ts']) add(path, path)
  add(`src/${names.file}.ts`, 'src/stream.ts')
  add('src/testing/filled-in.ts', 'src/testing/filled-in.ts')
  add('README.md', 'README.md')
  if (license !== 'none') add('LICENSE', `licenses/${license}`)
  // Under their own names some would be left out of this package, and others be taken for its own.
  for (const path of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'biome.json']) add(path, `_${path}`)
  add('.gitignore', '_gitignore')
  return files
}

/** In the order that the linter wants, which is by name. */
function importsOf({ api, endpoint, file, variable }: Names): string {
  const own = [endpoint, variable].sort((a, b) => a.localeCompare(b, 'en')).join(', ')
  const lines = [`import { ${own} } from './${file}.js'`, `import { ${api} } from './connection.js'`]
  return (file < 'connection' ? lines : lines.reverse()).join('\n')
}

function textOf(template: string): string {
  return readFileSync(new URL(`../templates/${template}`, import.meta.url), 'utf8')
}
