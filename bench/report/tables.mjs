/** A workload's result as Markdown: where it was measured, its table, and who was better than we are. */
export function section(workload, result) {
  const lines = workload.lines?.(result) ?? result.rows
  const table = markdown(
    ['', ...workload.columns.map(([title]) => title)],
    lines.map((row) => [
      nameOf(row),
      ...workload.columns.map(([, cell]) => (row.proved === false && !row.exits ? '–' : cell(row, result))),
    ]),
  )
  const notes = [...failures(result), ...faster(workload, result)]
  return [`${result.setup}. ${placeOf(result.machine)}`, '', ...table, ...notes.flatMap((note) => ['', note])].join(
    '\n',
  )
}

/** What the goals ask for and what was measured. */
export function goalsTable(results) {
  return markdown(
    ['goal', 'what', 'asked', 'measured', 'met'],
    results.flatMap(({ workload, result }) =>
      workload.goals(result).map(({ goal, what, asked, measured, met }) => [goal, what, asked, measured, met]),
    ),
  ).join('\n')
}

export function versionsLine({ versions }) {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

function nameOf({ name, peer }) {
  return peer === false && name.includes('outlay') ? `**${name}**` : name
}

function placeOf({ at, cpu, cores, memoryGb, os, node, load }) {
  return `${at.slice(0, 16).replace('T', ' ')} UTC; ${cores} × ${cpu}, ${memoryGb} GB, ${os}, Node ${node.slice(1)}; load before it ${load}.`
}

function failures({ rows }) {
  return rows
    .filter(({ proved, exits, problem }) => !proved && !exits && problem)
    .map(({ name, problem }) => `No figure for ${name}: ${problem}`)
}

/** Where a peer is faster, or smaller: said, not left to the reader. Rows of one group had the same to do. */
function faster({ better }, { rows }) {
  if (better === undefined) return []
  const { figure, text } = better
  return [...new Set(rows.map(({ group }) => group))].flatMap((group) => {
    const same = rows.filter((row) => row.group === group && row.proved)
    const ours = same.find(({ name, peer }) => !peer && name.startsWith('outlay '))
    if (ours === undefined) return []
    const ahead = same.filter((row) => row.peer && row[figure] < ours[figure])
    if (ahead.length === 0) return [`No peer is better than **${ours.name}** here.`]
    const list = ahead.map((row) => `${row.name} (${text(row[figure])})`).join(', ')
    return [`Better than **${ours.name}** (${text(ours[figure])}): ${list}.`]
  })
}

function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
