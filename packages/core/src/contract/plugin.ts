/** The version of this contract. A runtime loads its own and, from the second on, the one before. */
export const SPEC_VERSION = 1

/** All that a plugin may use of a container; tsyringe's DependencyContainer satisfies it. */
export interface PluginContainer {
  register<T>(token: symbol, provider: { readonly useValue: T }): unknown
  register<T>(token: symbol, provider: { readonly useFactory: (container: never) => T }): unknown
}

/** The types that a plugin carries for `read()`; nothing at run time. */
declare const PLUGIN_TYPES: unique symbol

/**
 * What a connector package exports, by name and as default. `register` registers one value under the CONNECTOR token and
 * does nothing else: no I/O, no module state.
 */
export interface Plugin<Config = unknown, Streams extends object = object> {
  readonly specVersion: number
  readonly id: string
  register(container: PluginContainer): void
  readonly [PLUGIN_TYPES]?: { readonly config: Config; readonly streams: Streams }
}

/** The config that a plugin's connector takes. */
export type ConfigOf<P extends Plugin> = P extends Plugin<infer Config> ? Config : never
/** The streams of a plugin, by name: the type of their records. */
export type StreamsOf<P extends Plugin> = P extends Plugin<unknown, infer Streams> ? Streams : never
