import type { Plugin } from '@outlay/core'
import { type ShopParts, shop } from './shop.js'

/** A connector with one thing wrong, and the rule that must say so. */
export interface PlantedFault {
  readonly what: string
  readonly rule: string
  readonly plugin: () => Plugin
}

/** A shop with other parts. */
export const fault = (what: string, rule: string, changes: () => Partial<ShopParts>): PlantedFault => ({
  what,
  rule,
  plugin: () => shop(changes()),
})
