import { anticaptcha } from '@outlay/connector-anticaptcha'
import { addMoney, type Money } from '@outlay/core'
import type { Runtime } from '@outlay/core/runtime'
import { inject, injectable } from 'tsyringe'

/** A customer of the host, with credentials of its own. */
export interface Tenant {
  readonly id: string
  readonly captcha: { readonly clientKey: string; readonly baseUrl?: string }
}

export const TENANT = Symbol('tenant')
export const RUNTIME = Symbol('runtime')

/** What the host offers to its tenants. */
@injectable()
export class SpendService {
  constructor(
    @inject(TENANT) private readonly tenant: Tenant,
    @inject(RUNTIME) private readonly runtime: Runtime,
  ) {}

  /** The tenant's spend from `from` on and before `to`, both `YYYY-MM-DD` in UTC. */
  async spent(from: string, to: string): Promise<Money<string>> {
    // Both tenants call their connection by one name, and nothing of them meets.
    const options = { config: this.tenant.captcha, connection: 'captcha', from, to }
    let sum: Money<string> = { amount: '0', currency: 'USD' }
    for await (const row of this.runtime.read(anticaptcha, 'spending_stats', options)) sum = addMoney(sum, row.money)
    return sum
  }
}
