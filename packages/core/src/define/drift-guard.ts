/** Watches what is read of records whose fields have drifted: who reads such a field cannot do without it. */
export interface DriftGuard {
  /** Fields that were read although they had drifted. */
  readonly touched: ReadonlySet<string>
  /** The record, in which reading one of `fields`, or asking for it, is noted and throws. */
  guarded<T extends object>(record: T, fields: readonly string[]): T
  /** The record behind a guarded one; any other object is given back as it is. */
  plain<T extends object>(record: T): T
}

/** Thrown by a guarded record. A connector may catch it: `touched` says what was read all the same. */
class DriftedFieldRead extends Error {
  override readonly name = 'DriftedFieldRead'
}

export function driftGuard(): DriftGuard {
  const touched = new Set<string>()
  const records = new WeakMap<object, object>()
  return {
    touched,
    guarded: <T extends object>(record: T, fields: readonly string[]): T => {
      const refuse = (name: PropertyKey): void => {
        if (typeof name !== 'string' || !fields.includes(name)) return
        touched.add(name)
        throw new DriftedFieldRead(`the field ${name} has drifted`)
      }
      const guard = new Proxy(record, {
        get: (target, name) => {
          refuse(name)
          return Reflect.get(target, name)
        },
        has: (target, name) => {
          refuse(name)
          return Reflect.has(target, name)
        },
        // Spreading, listing and JSON ask here for each field.
        getOwnPropertyDescriptor: (target, name) => {
          refuse(name)
          return Reflect.getOwnPropertyDescriptor(target, name)
        },
      })
      records.set(guard, record)
      return guard
    },
    // What a guard stands before has the guard's own type.
    plain: <T extends object>(record: T) => (records.get(record) ?? record) as T,
  }
}
