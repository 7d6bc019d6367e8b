export { startTencentAdsSimulator } from './start-tencent-ads-simulator.js'
export type {
  SimulatedCharge,
  SimulatedChargesOptions,
  SimulatedFault,
  SimulatedRequest,
  TencentAdsLevel,
  TencentAdsSimulator,
  TencentAdsSimulatorConfig,
} from './tencent-ads-simulator.js'
export type { TencentAdsSimulatorOptions } from './tencent-ads-simulator-options.js'
