/** The arguments of every `npx outlay`, or `node_modules/.bin/outlay`, in a piece of shell, up to what ends the command. */
export function commandsIn(shell: string): readonly (readonly string[])[] {
  return [...shell.matchAll(/(?:\bnpx |\.bin\/)outlay ([^|;&>\n]+)/g)].map(([, line = '']) => wordsOf(line.trim()))
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}
