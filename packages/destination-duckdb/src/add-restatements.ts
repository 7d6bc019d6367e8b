/**
 * What a ledger gets that was made before restatements were kept. It is never edited, so that every ledger of that age
 * becomes the same: a later change of the table is a later step.
 */
export const ADD_RESTATEMENTS: readonly string[] = [
  `create table _restatements (
    connection VARCHAR, endpoint VARCHAR, partition VARCHAR, window_start TIMESTAMP, window_end TIMESTAMP, run_id VARCHAR,
    connector VARCHAR, stream VARCHAR, key VARCHAR, field VARCHAR,
    before DECIMAL(38,12), before_text VARCHAR, after DECIMAL(38,12), after_text VARCHAR, currency VARCHAR,
    noted_at TIMESTAMP)`,
]
