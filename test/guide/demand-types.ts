import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './page.js'

/** Throws what the compiler says of the files of a folder within `test`, if anything; they see packages as users do, built. */
export function demandTypes(folder: string): void {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe' })
  } catch (error) {
    throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error))
  }
}

const TSCONFIG = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    ...{ noEmit: true, composite: false, incremental: false, declaration: false, declarationMap: false },
    ...{ sourceMap: false, allowJs: true, checkJs: true, customConditions: [] },
  },
  include: ['*'],
}
