import { describe, it } from 'vitest'
import { RIGHT_SHOPS } from '../testing/planted/right-shops.js'
import { connectorContract } from './connector-contract.js'

for (const [name, { plugin, options }] of Object.entries(RIGHT_SHOPS)) {
  describe(name, () => connectorContract(plugin(), { ...options, describe, it }))
}
