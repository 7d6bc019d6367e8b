import { type FailureClass, inBand } from '@outlay/core'
import * as z from 'zod'

/** Ends the whole run: the vendor bans addresses and accounts that go on after these. */
const stop = (category: FailureClass['category'], hint: string): FailureClass => ({
  category,
  stops: 'connection',
  retryable: false,
  hint,
})

const input: FailureClass = { category: 'invalid_request', retryable: false }
const task: FailureClass = {
  category: 'vendor_bug',
  retryable: false,
  hint: 'This code belongs to solving tasks, not to statistics: report it.',
}

/**
 * Anti-Captcha's codes, from its errors page and public clients. Decided on `errorCode`, never on the number, which
 * differs between editions. Nothing is tried again: repeating a refused call gets addresses banned.
 */
const classes: Readonly<Record<string, FailureClass>> = {
  ERROR_KEY_DOES_NOT_EXIST: stop('auth', 'Check clientKey: the vendor does not know it.'),
  ERROR_IP_NOT_ALLOWED: stop('permission', "Add this machine's address to the account's list of allowed IPs."),
  ERROR_IP_BLOCKED: stop('permission', 'This address is banned: stop every client on it and write to the vendor.'),
  ERROR_ACCOUNT_SUSPENDED: stop('permission', "The account is suspended: write to the vendor's support."),
  ERROR_ACCESS_DENIED: { category: 'permission', retryable: false },
  ERROR_FUNCAPTCHA_NOT_ALLOWED: { category: 'permission', retryable: false },
  ERROR_ZERO_BALANCE: { category: 'quota_exhausted', hint: 'Top up the account.' },
  ERROR_NO_SLOT_AVAILABLE: { category: 'transient', retryable: false },
  ERROR_NO_SUCH_METHOD: { category: 'not_found', retryable: false, hint: 'Check baseUrl.' },
  ERROR_INVALID_KEY_TYPE: input,
  ERROR_EMPTY_COMMENT: input,
  ERROR_ZERO_CAPTCHA_FILESIZE: input,
  ERROR_TOO_BIG_CAPTCHA_FILESIZE: input,
  ERROR_IMAGE_TYPE_NOT_SUPPORTED: input,
  ERROR_TASK_ABSENT: input,
  ERROR_TASK_NOT_SUPPORTED: input,
  ERROR_INCORRECT_SESSION_DATA: input,
  ERROR_CAPTCHA_UNSOLVABLE: task,
  ERROR_BAD_DUPLICATES: task,
  ERROR_NO_SUCH_CAPCHA_ID: task,
}

/** Success is `errorId` 0; a documented error comes in a 2xx reply. */
export const errors = inBand({
  envelope: z.object({
    errorId: z.union([z.int(), z.string()]),
    errorCode: z.string().nullish(),
    errorDescription: z.string().nullish(),
  }),
  ok: (body) => Number(body.errorId) === 0,
  code: (body) => body.errorCode ?? `errorId ${body.errorId}`,
  message: (body) => body.errorDescription,
  classes,
  classOf: () => ({ category: 'vendor_bug', retryable: false }),
})
