/** What decides which lines stay. */
export type Conditions = Readonly<Record<string, string>>

/**
 * Fills a template in. `{{name}}` is a slot. Lines behind `//? axis: option option` stay where one of the options is
 * chosen, and those behind `//? axis: not option` where none is; `and` joins conditions. They hold until the next `//?`
 * line; `//? end` stands for no condition. Throws a RangeError for a slot or an axis that there is not.
 */
export function renderTemplate(
  template: string,
  slots: Readonly<Record<string, string>>,
  conditions: Conditions,
): string {
  const lines: string[] = []
  let holds = true
  for (const line of template.split('\n')) {
    const condition = /^\/\/\? (.+)$/.exec(line)?.[1]
    if (condition !== undefined)
      holds = condition === 'end' || condition.split(' and ').every((part) => isMet(part, conditions))
    else if (holds) lines.push(line)
  }
  return lines.join('\n').replace(/\{\{(.+?)\}\}/g, (_match, name: string) => {
    const text = slots[name]
    if (text === undefined) throw new RangeError(`a template has a slot {{${name}}} that nothing fills`)
    return text
  })
}

function isMet(condition: string, conditions: Conditions): boolean {
  const [, axis = '', not, options = ''] = /^(\w+): (not )?(.+)$/.exec(condition) ?? []
  const chosen = conditions[axis]
  if (chosen === undefined) throw new RangeError(`a template asks for "${condition}", and there is no such axis`)
  return options.split(' ').includes(chosen) === (not === undefined)
}
