import { CLOCK, type Clock, LOGGER, type LogFields, type Logger } from '@outlay/core'
import { type DependencyContainer, inject, injectable } from 'tsyringe'
import type { Module } from './module.js'

/** Where lines of the log go. */
export const OUTPUT = Symbol('output')
export type Output = (line: string) => void

/** The host's logger, used by the host and by Outlay alike. Outlay has removed secrets before a line gets here. */
@injectable()
export class HostLogger implements Logger {
  constructor(@inject(OUTPUT) private readonly output: Output) {}

  debug(): void {}

  info(message: string, fields?: LogFields): void {
    this.output(`info ${message} ${JSON.stringify(fields ?? {})}`)
  }

  warn(message: string, fields?: LogFields): void {
    this.output(`warn ${message} ${JSON.stringify(fields ?? {})}`)
  }

  error(message: string, fields?: LogFields): void {
    this.output(`error ${message} ${JSON.stringify(fields ?? {})}`)
  }
}

/** What all tenants share: the logger and the clock, under Outlay's public tokens. */
export class SharedModule implements Module {
  constructor(
    private readonly output: Output,
    private readonly clock: Clock,
  ) {}

  register(container: DependencyContainer): void {
    container.register(OUTPUT, { useValue: this.output })
    container.registerSingleton(LOGGER, HostLogger)
    container.register(CLOCK, { useValue: this.clock })
  }
}
