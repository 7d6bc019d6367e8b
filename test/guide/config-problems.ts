import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { OutlayError } from '@outlay/core'
import { connectionValues } from '../../packages/cli/src/config/connection-values.js'
import { destinationValues } from '../../packages/cli/src/config/destination-values.js'
import { loadConfig } from '../../packages/cli/src/config/load-config.js'
import { bindConnection } from '../../packages/cli/src/config-of-connection.js'
import { loadConnector } from '../../packages/cli/src/connectors/load-connector.js'
import { root } from './page.js'

/** What is wrong with a config file, its connections bound to their connectors; every variable and file that it names is there. */
export async function configProblems(text: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-guide-'))
  try {
    for (const [, path = ''] of text.matchAll(/\$\{file:(\.\/[^}]+)\}/g)) write(folder, path, SECRET)
    // Files that only exist where the recipe is followed stand in as relative ones.
    for (const [, path = ''] of text.matchAll(/\$\{file:\/([^}]+)\}/g)) write(folder, path, SECRET)
    write(folder, 'outlay.config.yaml', text.replaceAll('${file:/', '${file:./'))
    const names = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => name)
    const env = Object.fromEntries(names.map((name) => [name, name.endsWith('_URL') ? 'http://127.0.0.1:1' : SECRET]))
    const config = loadConfig('outlay.config.yaml', folder, env)
    destinationValues(config, config.valueAt)
    for (const section of config.connections.values()) {
      const values = connectionValues(config.file, section, config.valueAt)
      if (values.connector === 'acme') continue // the page that makes it runs it
      const { definition } = await loadConnector(values.connector, root)
      bindConnection(config.file, section, values, definition)
    }
    return []
  } catch (error) {
    if (OutlayError.isInstance(error)) return [`${error.message}; ${error.hint}`]
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const SECRET = '0123456789abcdef0123456789abcdef'

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
