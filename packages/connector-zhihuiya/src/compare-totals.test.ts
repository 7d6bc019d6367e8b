import { decodeJson } from '@outlay/core'
import { expect, it } from 'vitest'
import { compareTotals, type Figures } from './compare-totals.js'

const compare = (json: string) => compareTotals(decodeJson(json) as Figures)

it.each([
  ['equal figures', '{"usage":[{"used_money":1.5}],"usage_money":1.50}'],
  ['sums that no double holds', '{"usage":[{"used_money":0.1},{"used_money":0.2}],"usage_money":0.3}'],
  ['no rows and zero', '{"usage":null,"usage_money":0,"combo_use_num":0}'],
  ['totals that are not stated', '{"usage":[{"used_money":1}],"combo_usage":[{"used_num":1}],"usage_money":null}'],
  ['a total that is no number', '{"usage":[{"used_money":1}],"usage_money":"about one"}'],
  [
    'used_num where usage_num is left out',
    '{"combo_usage":[{"used_num":3},{"used_num":9,"usage_num":2}],"combo_usage_num":5}',
  ],
])('finds nothing in %s', (_what, json) => {
  expect(compare(json)).toEqual([])
})

it.each([
  [
    '{"usage":[{"used_money":0.1},{"used_money":0.2}],"usage_money":0.30000000000000004}',
    ['usage_money states 0.30000000000000004, the rows add up to 0.3'],
  ],
  [
    '{"combo_usage":[{"used_num":3,"usage_num":2}],"combo_use_num":2,"combo_usage_num":3}',
    ['combo_use_num states 2, the rows add up to 3', 'combo_usage_num states 3, the rows add up to 2'],
  ],
  ['{"usage_money":5}', ['usage_money states 5, the rows add up to 0']],
  ['{"usage":[{"used_money":"a lot"},7],"usage_money":5}', ['usage_money states 5, the rows add up to 0']],
])('finds the difference in %s', (json, found) => {
  expect(compare(json)).toEqual(found)
})
