import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namesOf } from './names.js'
import { UsageError } from './usage-error.js'

const word = fc.constantFrom(
  'get',
  'api',
  'usage',
  'connector',
  'class',
  'acme',
  'x',
  'a1',
  'connection',
  'text',
  'of',
  'new',
)
const words = fc.array(word, { minLength: 1, maxLength: 3 })

describe('namesOf', () => {
  it('gives every constant of a module a name of its own, which TypeScript takes', () => {
    fc.assert(
      fc.property(words, words, (vendor, stream) => {
        const names = namesOrRefusal(vendor.join('-'), stream.join('_'))
        if (names === undefined) return
        const constants = [names.plugin, names.api, names.variable, names.endpoint]
        expect(new Set(constants).size).toBe(constants.length)
        for (const name of constants) expect(() => new Function(`'use strict'; const ${name} = 1`)).not.toThrow()
      }),
      {
        numRuns: 2_000,
        examples: [
          [['get'], ['api']],
          [['connector'], ['connector', 'connector']],
        ],
      },
    )
  })

  it('knows a vendor by its name, also behind the name of its package', () => {
    expect(namesOf({ name: 'outlay-connector-acme-cloud', stream: 'daily_costs', scope: 'me' })).toEqual({
      id: 'acme-cloud',
      title: 'Acme Cloud',
      package: '@me/outlay-connector-acme-cloud',
      plugin: 'acmeCloud',
      api: 'acmeCloudApi',
      stream: 'daily_costs',
      streamTitle: 'daily costs',
      file: 'daily-costs',
      variable: 'dailyCosts',
      endpoint: 'getDailyCosts',
      variables: 'ACME_CLOUD',
    })
  })
})

/** Undefined where the names are refused, in words. */
function namesOrRefusal(name: string, stream: string): ReturnType<typeof namesOf> | undefined {
  try {
    return namesOf({ name, stream })
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return undefined
  }
}
