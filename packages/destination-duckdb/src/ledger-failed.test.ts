import { ConfigError } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import { ledgerFailed } from './ledger-failed.js'

describe('ledgerFailed()', () => {
  it('says what the disk has against it, once, with the cause', () => {
    const cause = new Error('IO Error: Could not write file "/l.duckdb.wal": No space left on device\nmore')
    expect(ledgerFailed('/l.duckdb', 'written', cause)).toMatchObject({
      code: 'LEDGER_FAILED',
      category: 'data',
      stops: 'connection',
      message:
        'the ledger /l.duckdb could not be written: IO Error: Could not write file "/l.duckdb.wal": No space left on device',
      cause,
    })
  })

  it.each(['Conversion Error: Could not convert string "canary"', 'Failed to append: Constraint Error: canary'])(
    'never repeats a value: %s',
    (said) => {
      const { message, category } = ledgerFailed('/l.duckdb', 'read', new Error(said))
      expect(message).not.toContain('canary')
      expect(category).toBe('data')
    },
  )

  it.each([new Error('Binder Error: no column'), new TypeError('canary is no function'), 'canary'])(
    'takes the blame for what is no failure of file or data: %s',
    (error) => {
      const { message, category } = ledgerFailed('/l.duckdb', 'read', error)
      expect(category).toBe('bug')
      expect(message).not.toContain('canary')
    },
  )

  it('leaves an error of Outlay’s as it is', () => {
    const error = new ConfigError({ message: 'the config is wrong' })
    expect(ledgerFailed('/l.duckdb', 'read', error)).toBe(error)
  })
})
