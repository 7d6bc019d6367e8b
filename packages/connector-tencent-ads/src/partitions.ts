import { ConfigError, type Partitioning, type PartitionKit } from '@outlay/core'
import type { Config } from './config.js'

/** The values, or one null where there are none: a partition that asks for no value. */
export function someOrNone(values: readonly string[]): readonly (string | null)[] {
  return values.length > 0 ? values : [null]
}

/** What a call about the objects of an account is made for. */
interface ObjectsOfAccount {
  readonly accountId: string | null
  /** A campaign or ad group; null for all that the account has. */
  readonly objectId: string | null
}

/**
 * Each account, and within it each chosen campaign or ad group, one call for each: the vendor knows EQUALS only, and two
 * filters would exclude each other.
 */
export function objectsOfAccounts(p: PartitionKit<Config>): Partitioning<Config, ObjectsOfAccount> {
  return p.product(
    p.each('accountId', (c) => someOrNone(c.accountIds)),
    p.each('objectId', (c) => someOrNone([...c.campaignIds, ...c.adgroupIds])),
  )
}

/** The accounts that have funds: advertisers, and the agency itself. */
export function accountsWithFunds(p: PartitionKit<Config>): Partitioning<Config, { readonly accountId: string }> {
  return p.each('accountId', ({ accountIds, agencyId }) => [
    ...accountIds,
    ...(agencyId === undefined ? [] : [agencyId]),
  ])
}

/** The account of a partition. Throws a ConfigError without one: these calls take advertisers only, and never an agency. */
export function advertiser(stream: string, accountId: string | null): string {
  if (accountId !== null) return accountId
  throw new ConfigError({
    message: `${stream} needs accountIds: the vendor answers for advertiser accounts, not for an agency`,
    hint: 'Name the accounts, or disable the stream and read a WeChat stream.',
    stops: 'stream',
  })
}
