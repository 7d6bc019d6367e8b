import type { Limit } from '../contract/limit.js'

/** What users call a limit. */
export function limitName({ name, kind }: Pick<Limit<never>, 'name' | 'kind'>): string {
  return name ?? kind
}
