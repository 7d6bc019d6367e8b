export type { SimulatedFault } from './simulated-fault.js'
export { startZhihuiyaSimulator } from './start-zhihuiya-simulator.js'
export type {
  ChargesOptions,
  SimulatedCharge,
  SimulatedRequest,
  ZhihuiyaSimulator,
  ZhihuiyaSimulatorConfig,
} from './zhihuiya-simulator.js'
export type { SimulatedAuth, SimulatedParamsIn, ZhihuiyaSimulatorOptions } from './zhihuiya-simulator-options.js'
