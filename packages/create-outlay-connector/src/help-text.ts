import { AXES, CHOICES } from './choices.js'

/** What `--help` prints. */
export function helpText(): string {
  const axes = AXES.map((axis) => {
    const options = Object.entries(CHOICES[axis])
    const width = Math.max(...options.map(([option]) => option.length))
    const lines = options.map(([option, meaning], index) => {
      return `  ${option.padEnd(width)}  ${meaning}${index === 0 ? ' (default)' : ''}`
    })
    return `--${axis}\n${lines.join('\n')}\n`
  })
  return `npm create outlay-connector <name> -- [options]

Starts a connector to a vendor's billing API, in a folder of its own. Nothing is asked. The -- is npm's: with pnpm and yarn,
leave it out.

<name>                  the vendor, in kebab-case: acme-cloud
--stream <name>         what is read, in snake_case (default usage)
--scope <@scope>        publish as @scope/outlay-connector-<name>
--package <name>        publish under another name (default outlay-connector-<name>)
--dir <folder>          where to write (default the package's name, without its scope)
--help, --version

${axes.join('\n')}`
}
