// The one file of the command that knows the container.
import 'reflect-metadata'
import { LOGGER, type Logger, OBSERVER, type Observer, TOKEN_STORE, type TokenStore } from '@outlay/core'
import { container, type DependencyContainer } from 'tsyringe'

/** A container for the runtime with the command's own services. */
export function hostContainer(services: {
  readonly logger: Logger
  readonly observer: Observer | undefined
  /** Default: they are forgotten with the runtime. */
  readonly tokens?: TokenStore
}): DependencyContainer {
  const host = container.createChildContainer()
  host.register(LOGGER, { useValue: services.logger })
  if (services.tokens !== undefined) host.register(TOKEN_STORE, { useValue: services.tokens })
  if (services.observer !== undefined) host.register(OBSERVER, { useValue: services.observer })
  return host
}
