// What a stranger does: scaffolds a connector outside of this repository, with plain npm, from the packages as they are
// published; sees its tests red, fills in the three files, and builds, lints, tests and packs it.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { runCombinations, withoutRemarks } from './scaffold-combinations.mjs'

/** What Beta's page documents, and what its author makes of the files. */
const beta = {
  flags: ['beta-cloud', '--auth', 'header', '--paging', 'cursor', '--windows', 'days', '--scope', '@stranger'],
  sample: `{
    "lines": [
      { "line_no": 9007199254740993, "product": "gpu-hours", "hours": 3, "amount": "1.250" },
      { "line_no": 9007199254740995, "product": "storage", "hours": 1, "amount": "0.750" }
    ],
    "continuation": "b2Zmc2V0OjI"
  }`,
  edits: {
    'src/connection.ts': [
      ['https://api.beta-cloud.example', 'https://billing.beta.example/api'],
      ["'x-api-key'", "'x-beta-key'"],
      ["'USD'", "'EUR'"],
    ],
    'src/usage.ts': [
      ['body.next_cursor', 'body.continuation'],
      ['next_cursor: z', 'continuation: z'],
      ['data: z', 'lines: z'],
      ['body.data', 'body.lines'],
      ["'/v1/usage'", "'/billing/lines'"],
      ['cursor: page.cursor', 'continue_from: page.cursor'],
      ['id: id()', 'line_no: id()'],
      ["'id'", "'line_no'"],
      ['sku: z.string()', 'product: z.string()'],
      ['record.sku', 'record.product'],
      ['quantity: count()', 'hours: count()'],
      ["record.quantity, unit: 'Requests'", "record.hours, unit: 'Hours'"],
      ["cost: money('USD')", "amount: money('EUR')"],
      ['record.cost', 'record.amount'],
    ],
  },
}

/** A vendor that documents what was guessed: the remarks go, and that is all. */
const gamma = {
  flags: [
    'gamma',
    '--auth',
    'client-credentials',
    '--paging',
    'page-number',
    '--windows',
    'months',
    '--errors',
    'in-band',
  ],
  sample: `{
    "code": 0,
    "data": [{ "id": "rec_1", "sku": "calls", "quantity": 3, "cost": 1.25 }, { "id": "rec_2", "sku": "calls", "quantity": 1, "cost": 0.5 }],
    "total_pages": 1
  }`,
  edits: {},
}

/** Trials for check-packages: what each shows, and how. */
export function scaffoldTrials({ run, bin, tarballs, folder }) {
  const tarball = (name) => tarballs.get(name)
  const npm = (args, cwd) => run('npm', args, cwd)
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline']
  const scaffold = ({ flags }) => {
    run(join(folder, 'tool/node_modules/.bin/create-outlay-connector'), flags, folder)
    return join(folder, `outlay-connector-${flags[0]}`)
  }
  return [
    [
      'create-outlay-connector: what it makes builds, lints, and is red in three places: ',
      () => {
        mkdirSync(join(folder, 'tool'), { recursive: true })
        writeFileSync(join(folder, 'tool/package.json'), '{ "private": true, "type": "module" }')
        npm(['install', ...quiet, tarball('create-outlay-connector')], join(folder, 'tool'))
        const made = scaffold(beta)
        npm(['install', ...quiet, '--save-dev', tarball('core'), tarball('testkit')], made)
        npm(['run', 'build'], made)
        npm(['run', 'lint'], made)
        const told = failureOf(() => npm(['test'], made))
        for (const place of ['samples/usage.json:2: ', 'src/connection.ts:', 'src/usage.ts:', '3 failed (3)']) {
          if (!told.includes(place)) throw new Error(`its tests do not say ${place}\n${told}`)
        }
        return 'as it should'
      },
    ],
    [
      'create-outlay-connector: filled in, it lints, builds, tests and packs: ',
      () => {
        const made = join(folder, `outlay-connector-${beta.flags[0]}`)
        fillIn(made, beta)
        npm(['run', 'lint'], made)
        const told = npm(['test'], made)
        const [packed] = JSON.parse(npm(['pack', '--json', '--silent'], made))
        const files = packed.files.map(({ path }) => path)
        if (!['dist/index.js', 'dist/index.d.ts', 'LICENSE', 'README.md'].every((path) => files.includes(path))) {
          throw new Error(`its package lacks something: ${files}`)
        }
        run(bin('publint'), ['run', join(made, packed.filename), '--strict'], made)
        run(bin('attw'), [join(made, packed.filename), '--profile', 'esm-only'], made)
        const script =
          "const { default: plugin } = await import('./dist/index.js'); console.log(plugin.id, plugin.specVersion)"
        const known = run(process.execPath, ['--input-type=module', '--eval', script], made).trim()
        if (known !== 'beta-cloud 1') throw new Error(`its package gives ${known}`)
        return `${/Tests\s+(\d+) passed/.exec(stripVTControlCharacters(told))?.[1]} tests`
      },
    ],
    [
      'create-outlay-connector: so does another: ',
      () => {
        const made = scaffold(gamma)
        symlinkSync(join(folder, `outlay-connector-${beta.flags[0]}/node_modules`), join(made, 'node_modules'))
        fillIn(made, gamma)
        npm(['run', 'lint'], made)
        npm(['run', 'build'], made)
        npm(['test'], made)
        return 'green'
      },
    ],
    [
      'create-outlay-connector: every combination builds, and filled in, keeps its contract: ',
      () => runCombinations({ run, folder, modules: join(folder, `outlay-connector-${beta.flags[0]}/node_modules`) }),
    ],
  ]
}

/** The three files, as their author leaves them. */
function fillIn(folder, { sample, edits }) {
  writeFileSync(join(folder, 'samples/usage.json'), sample)
  for (const file of ['src/connection.ts', 'src/usage.ts']) {
    const bare = withoutRemarks(readFileSync(join(folder, file), 'utf8'))
    const edited = (edits[file] ?? []).reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} holds no ${from}`)
      return text.replaceAll(from, to)
    }, bare)
    writeFileSync(join(folder, file), edited)
  }
}

function failureOf(act) {
  try {
    act()
  } catch (error) {
    return stripVTControlCharacters(`${error.stdout}${error.stderr}`)
  }
  throw new Error('its tests are green before anything is filled in')
}
