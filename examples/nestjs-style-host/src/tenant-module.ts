import { anticaptcha } from '@outlay/connector-anticaptcha'
import { LOGGER, type Logger, OBSERVER, type Observer, type RunEvent } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { type DependencyContainer, inject, injectable, instanceCachingFactory } from 'tsyringe'
import type { Module } from './module.js'
import { RUNTIME, SpendService, TENANT, type Tenant } from './spend-service.js'

/** Counts what its tenant's runs cost, and logs how each ended. */
@injectable()
export class RequestCounter implements Observer {
  requests = 0

  constructor(
    @inject(TENANT) private readonly tenant: Tenant,
    @inject(LOGGER) private readonly logger: Logger,
  ) {}

  notify(event: RunEvent): void {
    if (event.type === 'attempt_sent') this.requests += 1
    if (event.type === 'run_finished')
      this.logger.info('run finished', { tenant: this.tenant.id, outcome: event.outcome, rows: event.rows })
  }
}

/** One tenant: its own observer and its own runtime, in a child of the host's container. Tenants share nothing but what the host registers for all. */
export class TenantModule implements Module {
  constructor(private readonly tenant: Tenant) {}

  register(container: DependencyContainer): void {
    container.register(TENANT, { useValue: this.tenant })
    container.registerSingleton(OBSERVER, RequestCounter)
    container.register(RUNTIME, {
      useFactory: instanceCachingFactory(() => createRuntime({ connectors: [anticaptcha], container })),
    })
    container.registerSingleton(SpendService)
  }
}
