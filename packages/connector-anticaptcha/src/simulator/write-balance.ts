import { accountBalance } from './account-balance.js'
import type { SimulatorSettings } from './anticaptcha-simulator-options.js'
import type { World } from './create-world.js'
import { type RequestBody, refuseUnknown } from './read-property.js'

/**
 * Writes the success body of getBalance as JSON text; without credits the member is absent.
 *
 * @throws VendorRefusal with the input error.
 */
export function writeBalance(world: World, settings: SimulatorSettings, body: RequestBody, now: number): string {
  refuseUnknown(body, ['clientKey'])
  const { captchaCredits, stringNumbers } = settings
  const quote = stringNumbers ? '"' : ''
  const credits = captchaCredits === null ? '' : `,"captchaCredits":${captchaCredits}`
  return `{"errorId":0,"balance":${quote}${accountBalance(world, settings, now)}${quote}${credits}}`
}
