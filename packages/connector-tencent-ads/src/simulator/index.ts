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
} from './public/tencent-ads-simulator.js'
export type {
  SimulatedApplication,
  TencentAdsScope,
  TencentAdsSimulatorOptions,
} from './public/tencent-ads-simulator-options.js'
export { startTencentAdsSimulator } from './start-tencent-ads-simulator.js'
