export { defaultUnitPrices } from './quota-catalogue.js'
export type { SimulatedAccounts } from './simulated-accounts.js'
export type { SimulatedCharge } from './simulated-charge.js'
export type { SimulatedFault } from './simulated-fault.js'
export type { EssbasicSimulatorOptions } from './simulator-options.js'
export {
  type EssbasicSimulator,
  type EssbasicSimulatorConfig,
  type SimulatedRequest,
  startEssbasicSimulator,
} from './start-essbasic-simulator.js'
