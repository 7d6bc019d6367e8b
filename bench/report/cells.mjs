// Figures as text. What was not measured is a dash.

export const seconds = (ms) => decimals(ms / 1000, 2)

export const milliseconds = (ms) => decimals(ms, 0)

export const megabytes = (mb) => decimals(mb, 0)

export const ratio = (value) => decimals(value, 2)

export const percent = (share) => `${decimals(share * 100, 1)} %`

/** With commas. */
export const count = (value) => value.toLocaleString('en-GB')

function decimals(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '–'
}
