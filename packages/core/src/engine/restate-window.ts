import type { StreamInfo, Transaction } from '../contract/destination.js'
import type { RestatedStream } from '../contract/restatement.js'
import { findRestatements } from './find-restatements.js'
import type { Commit } from './ledger-writer.js'
import { sumRestatements } from './sum-restatements.js'

/**
 * Finds what a vendor has changed in a window that is about to be replaced, and hands it to the same transaction: so that
 * it is kept when the new rows are, and never twice.
 */
export async function restateWindow(
  transaction: Transaction,
  streams: readonly StreamInfo[],
  { id, content, comparable = [] }: Commit,
): Promise<readonly RestatedStream[]> {
  if (content === undefined || transaction.held === undefined) return []
  const replacements = content.streams.flatMap(({ name, rows, ordinal }) => {
    const stream = streams.find((info) => info.name === name && comparable.includes(name))
    return stream === undefined ? [] : [{ stream, ordinal, rows: rows.map(({ row }) => row) }]
  })
  if (replacements.length === 0) return []
  const names = replacements.map(({ stream }) => stream.name)
  const notedAt = new Date(content.beganAt).toISOString()
  const restatements = await findRestatements(transaction.held(id, names), replacements, notedAt)
  if (restatements.length > 0) await transaction.restate?.(id, restatements)
  return sumRestatements(restatements)
}
