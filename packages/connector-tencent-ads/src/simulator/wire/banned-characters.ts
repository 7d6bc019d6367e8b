const BANNED = /[<>&'"/\\\t\r\n]/

/** Whether a string value holds a character that the vendor bans from input. */
export function hasBannedCharacter(value: string): boolean {
  return BANNED.test(value)
}
