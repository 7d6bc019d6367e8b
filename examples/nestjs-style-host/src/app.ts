import 'reflect-metadata'
import { type DependencyContainer, container as root } from 'tsyringe'
import type { Module } from './module.js'
import { RUNTIME, SpendService, type Tenant } from './spend-service.js'
import { TenantModule } from './tenant-module.js'

/** The application: one container for what is shared, and a child of it for each tenant. */
export class App implements AsyncDisposable {
  readonly #container: DependencyContainer = root.createChildContainer()
  readonly #tenants = new Map<string, DependencyContainer>()

  constructor(modules: readonly Module[]) {
    for (const module of modules) module.register(this.#container)
  }

  /** A tenant's container, made when the tenant is first seen. */
  tenant(tenant: Tenant): DependencyContainer {
    const known = this.#tenants.get(tenant.id)
    if (known !== undefined) return known
    const container = this.#container.createChildContainer()
    new TenantModule(tenant).register(container)
    this.#tenants.set(tenant.id, container)
    return container
  }

  spend(tenant: Tenant): SpendService {
    return this.tenant(tenant).resolve(SpendService)
  }

  /** Runtimes close what they made; the container's own services are the host's to close. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const tenant of this.#tenants.values()) await tenant.resolve<AsyncDisposable>(RUNTIME)[Symbol.asyncDispose]()
  }
}
