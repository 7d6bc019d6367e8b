import { quarryMapsApi } from './connection.js'
import { getLines, lines } from './lines.js'

/** The Quarry Maps connector. */
export const quarryMaps = quarryMapsApi.plugin({
  streams: [lines],
  check: getLines,
})

export default quarryMaps
