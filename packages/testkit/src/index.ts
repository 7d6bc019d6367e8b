export { learnVendor, type Simulation, type SimulationOptions } from './simulator/simulation.js'
