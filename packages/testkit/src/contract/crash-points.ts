/** The death of a process, as whoever runs in it sees it. */
export class Crash extends Error {}

/** Counts calls into services, each before and after, and lets the process die at one of them. */
export class CrashPoints {
  #passed = 0

  /** `dieAt`: the first point that is not passed, from 1 on, nor any after it. Default: none. */
  constructor(private readonly dieAt = Number.POSITIVE_INFINITY) {}

  get passed(): number {
    return this.#passed
  }

  get dead(): boolean {
    return this.#passed + 1 >= this.dieAt
  }

  pass(): void {
    if (this.dead) throw new Crash(`the process died at point ${this.dieAt}`)
    this.#passed += 1
  }

  /** The service with a point before and one after every call, also those of a transaction that it gives. */
  through<Service extends object>(service: Service): Service {
    const back = (value: unknown): unknown => {
      this.pass()
      return isTransaction(value) ? this.through(value) : value
    }
    return new Proxy(service, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        return (...parameters: unknown[]): unknown => {
          this.pass()
          const given: unknown = member.apply(target, parameters)
          return given instanceof Promise ? given.then(back) : back(given)
        }
      },
    })
  }
}

function isTransaction(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'commit' in value
}
