import type { Plugin } from '@outlay/core'
import type { ContractOptions } from '../../contract/contract-options.js'
import { balanceShop, loopingShop, nestedShop } from '../paged-shop.js'
import {
  BALANCE_CONTRACT,
  LINK_CONTRACT,
  LOOP_CONTRACT,
  linkShop,
  NESTED_CONTRACT,
  NUMBER_CONTRACT,
  TOTAL_CONTRACT,
  totalShop,
} from './paged-variants.js'
import { byToken, SHOP_CONTRACT, shop, TOKEN_CONTRACT } from './shop.js'

/** Nothing is wrong with these: what faults are planted in. */
export const RIGHT_SHOPS: Readonly<
  Record<string, { readonly plugin: () => Plugin; readonly options: ContractOptions }>
> = {
  'a shop': { plugin: shop, options: SHOP_CONTRACT },
  'a shop with tokens': { plugin: () => shop({ auth: byToken }), options: TOKEN_CONTRACT },
  'a shop with links': { plugin: linkShop, options: LINK_CONTRACT },
  'a shop with totals': { plugin: totalShop, options: TOTAL_CONTRACT },
  'a shop with numbers': { plugin: totalShop, options: NUMBER_CONTRACT },
  'a shop with a loop of its own': { plugin: loopingShop, options: LOOP_CONTRACT },
  'a shop with lists below lists': { plugin: nestedShop, options: NESTED_CONTRACT },
  'a shop with balances below a list that is read, too': { plugin: balanceShop, options: BALANCE_CONTRACT },
}
