/** A vendor's words may hold anything: no line that it forges, no control code for the terminal, no flood. */
export function oneLine(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return clean.length > MOST_CHARACTERS ? `${clean.slice(0, MOST_CHARACTERS)} …` : clean
}

const MOST_CHARACTERS = 1000
