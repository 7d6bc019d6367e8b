/** How a secret may be spelt: as it is, in a URL, in hex, and in base64, also as a part of a longer text. */
export function spellingsOf(secret: string): readonly string[] {
  const whole = Buffer.from(secret)
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), whole]).toString('base64')
    return text.slice(offset === 0 ? 0 : offset + 1, Math.floor(((whole.length + offset) * 8) / 6))
  })
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const spelt = [secret, encodeURIComponent(secret), whole.toString('hex'), ...base64, ...url]
  return [...new Set(spelt)].filter((text) => text.length >= SHORTEST)
}

/** Shorter texts stand anywhere by chance. */
const SHORTEST = 6
