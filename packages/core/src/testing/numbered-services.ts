/** Counts calls into services, each before and after, and lets the process die at one of them. For tests. */
export class CrashPoints {
  #passed = 0

  /** `dieAt`: the first point that is not passed, from 1 on, nor any after it: who is dead calls nobody. Default: none. */
  constructor(private readonly dieAt = Number.POSITIVE_INFINITY) {}

  /** How many points were passed. */
  get passed(): number {
    return this.#passed
  }

  get dead(): boolean {
    return this.#passed + 1 >= this.dieAt
  }

  /** One point. Throws a {@link Crash} when the process dies here, or is dead. */
  pass(): void {
    if (this.dead) throw new Crash(`the process died at point ${this.dieAt}`)
    this.#passed += 1
  }
}

/** The death of a process, as whoever runs in it sees it. */
export class Crash extends Error {}

/** The service with a point before and one after every call, also those of what it gives back (a transaction). */
export function numbered<Service extends object>(service: Service, points: CrashPoints): Service {
  return new Proxy(service, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]): unknown => {
        points.pass()
        const given: unknown = member.apply(target, parameters)
        return given instanceof Promise ? given.then((value) => returned(value, points)) : returned(given, points)
      }
    },
  })
}

function returned(value: unknown, points: CrashPoints): unknown {
  points.pass()
  return isService(value) ? numbered(value, points) : value
}

/** Plain data has no functions of its own. */
function isService(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'commit' in value
}
