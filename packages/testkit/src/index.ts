// The door for authors of connectors, destinations and stores.
export { connectorContract } from './contract/connector-contract.js'
export type { ConnectorContractOptions, ContractOptions, ErrorSample } from './contract/contract-options.js'
export type { TestFunctions } from './contract/test-functions.js'
export { learnVendor, type Simulation, type SimulationOptions } from './simulator/simulation.js'
