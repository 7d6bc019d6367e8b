import type { Plugin } from '@outlay/core'
import type { ContractOptions } from '../../contract/contract-options.js'
import { SHOP_CONTRACT, type ShopParts, shop } from './shop.js'

/** A connector with one thing wrong, and the rule that must say so. */
export interface PlantedFault {
  readonly what: string
  readonly rule: string
  readonly plugin: () => Plugin
  readonly options: ContractOptions
}

/** A shop with other parts. */
export const fault = (
  what: string,
  rule: string,
  changes: () => Partial<ShopParts>,
  options: ContractOptions = SHOP_CONTRACT,
): PlantedFault => ({ what, rule, plugin: () => shop(changes()), options })
