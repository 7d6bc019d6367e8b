import { SPEC_VERSION } from '@outlay/core'

/** What is wrong with a connector of another version of the contract, in words. */
export function otherVersion(version: unknown): string {
  return `made for version ${JSON.stringify(version)} of the connector contract; this outlay speaks version ${SPEC_VERSION}`
}
