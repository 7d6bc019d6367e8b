export { startTencentAdsSimulator } from './start-tencent-ads-simulator.js'
export type {
  SimulatedCharge,
  SimulatedChargesOptions,
  SimulatedFault,
  SimulatedFlow,
  SimulatedFlowsOptions,
  SimulatedRequest,
  TencentAdsLevel,
  TencentAdsSimulator,
  TencentAdsSimulatorConfig,
} from './tencent-ads-simulator.js'
export type {
  SimulatedApplication,
  TencentAdsScope,
  TencentAdsSimulatorOptions,
} from './tencent-ads-simulator-options.js'
