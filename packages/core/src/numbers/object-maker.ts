/** Makes an object of the keys that it was made for, with these values, in that order. */
export type ObjectMaker = <T>(values: readonly T[]) => { [key: string]: T }

/**
 * A maker of objects with these keys. V8 gives an object that is written as a literal its final form at once; one that
 * grows key by key takes five times as long to make, and half as much memory again for as long as it lives. Hence a literal
 * is made for the keys where the process allows code to be made of text; else the object grows.
 *
 * @param keys - any texts but `__proto__`, which a literal takes for something else
 */
export function objectMaker(keys: readonly string[]): ObjectMaker {
  // Keys may be a vendor's: as JSON strings they are nothing but strings in JavaScript, too.
  const members = keys.map((key, index) => `${JSON.stringify(key)}:values[${index}]`)
  try {
    return new Function('values', `return {${members.join(',')}}`) as ObjectMaker
  } catch {
    return (values) => growObject(keys, values)
  }
}

/** The same, key by key, without those whose value is undefined. */
export function growObject<T>(keys: readonly string[], values: readonly (T | undefined)[]): { [key: string]: T } {
  const object: { [key: string]: T } = {}
  for (let index = 0; index < keys.length; index += 1) {
    const value = values[index]
    if (value !== undefined) object[keys[index] ?? ''] = value
  }
  return object
}
