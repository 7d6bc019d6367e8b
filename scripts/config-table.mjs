// A connector's config as a Markdown table: what its schema says, and nothing else.

import { definitionOf } from './definition-of.mjs'
import { markdownTable } from './markdown-table.mjs'

/** The table of a plugin's config: one row a key, in the schema's order. */
export function configTable(plugin) {
  const rows = Object.entries(shapeOf(definitionOf(plugin).config)).map(([key, field]) => rowOf(key, field))
  return markdownTable(['key', 'type', 'default', 'meaning'], rows)
}

function shapeOf(schema) {
  return schema.def.shape ?? shapeOf(schema.def.in ?? schema.def.innerType)
}

function rowOf(key, field) {
  const [meaning, told] = (field.description ?? '').split('; default: ')
  return [`\`${key}\``, typeOf(field), told ?? defaultOf(field), meaning]
}

function defaultOf(field) {
  const { type, defaultValue } = field.def
  if (type === 'default') return `\`${typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)}\``
  return type === 'optional' ? 'none' : 'required'
}

/** Named types first (a secret, an id): what a field means counts for more than what it is made of. */
function typeOf(field) {
  const kind = field.meta?.()?.outlay?.kind
  if (kind !== undefined) return kind
  const make = TYPES[field.def.type]
  if (make === undefined) throw new Error(`no words for a config field of type ${field.def.type}`)
  return make(field)
}

const within = ({ def }) => typeOf(def.innerType)

const TYPES = {
  default: within,
  optional: within,
  nullable: within,
  pipe: ({ def }) => typeOf(def.in),
  string: ({ def, format }) => FORMATS[def.format ?? format] ?? 'text',
  boolean: () => '`true` or `false`',
  enum: ({ options }) => options.map((value) => `\`${value}\``).join(', '),
  array: ({ def }) => `list of ${plural(typeOf(def.element))}`,
  record: ({ def }) => `${plural(typeOf(def.valueType))} by name`,
  number: ({ minValue, maxValue }) =>
    Number.isFinite(minValue) && maxValue < Number.MAX_SAFE_INTEGER ? `${minValue} to ${maxValue}` : 'whole number',
  union: ({ options }) => [...new Set(options.map(typeOf))].join(' or '),
}

const FORMATS = { url: 'URL', ipv4: 'IPv4 address', ipv6: 'IPv6 address' }

function plural(type) {
  return /^(id|secret|URL|whole number)$/.test(type) ? `${type}s` : type
}
