{{imports}}

/** The {{title}} connector. */
export const {{plugin}} = {{api}}.plugin({
  streams: [{{variable}}],
  check: {{endpoint}},
})

export default {{plugin}}
