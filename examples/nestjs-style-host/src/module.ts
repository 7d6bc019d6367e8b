import type { DependencyContainer } from 'tsyringe'

/** A part of the application: it puts its services into the container, and knows nothing of the other parts. */
export interface Module {
  register(container: DependencyContainer): void
}
