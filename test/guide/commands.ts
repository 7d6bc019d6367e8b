/** The arguments of every `outlay` call in a piece of shell, without what stands behind it in the line. */
export function commandsIn(shell: string): readonly (readonly string[])[] {
  return [...shell.matchAll(/\boutlay ([^|;&>\n]+)/g)].map(([, line = '']) => wordsOf(line.trim()))
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}
