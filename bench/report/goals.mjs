import { ratio } from './cells.mjs'

/**
 * A goal that asks for `bound` or less. `value` is undefined where there is no figure that counts; `short` says what the
 * goal asks for and this run did not go as far as, in words.
 */
export function atMost(goal, what, value, bound, { unit = '', short } = {}) {
  return verdict({ goal, what, value, asked: `at most ${bound}`, unit, holds: value <= bound, short })
}

/** A goal that asks for `bound` or more. */
export function atLeast(goal, what, value, bound, { unit = '' } = {}) {
  return verdict({ goal, what, value, asked: `at least ${bound}`, unit, holds: value >= bound })
}

function verdict({ goal, what, value, asked, unit, holds, short }) {
  const suffix = unit && ` ${unit}`
  const measured = Number.isFinite(value) ? `${Number.isInteger(value) ? value : ratio(value)}${suffix}` : 'no figure'
  const met = holds ? (short === undefined ? 'yes' : `so far (${short})`) : '**no**'
  return { goal, what, asked: `${asked}${suffix}`, measured, met }
}
