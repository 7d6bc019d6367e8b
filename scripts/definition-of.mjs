/** What a built plugin registers. */
export function definitionOf(plugin) {
  const found = []
  plugin.register({ register: (_token, { useValue }) => found.push(useValue) })
  return found[0]
}
