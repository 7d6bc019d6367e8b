import { type ErrorRules, type FailureClass, inBand } from '@outlay/core'
import * as z from 'zod'

// No class here is retryable, and none lets a run go on to the next day: repeating a refused call gets addresses banned.

/** Ends everything of the connection: the vendor bans addresses and accounts that go on after these. */
const stop = (category: FailureClass['category'], hint: string): FailureClass => ({
  category,
  retryable: false,
  stops: 'connection',
  hint,
})

const permission: FailureClass = { category: 'permission', retryable: false, stops: 'stream' }
const input: FailureClass = { category: 'invalid_request', retryable: false, stops: 'stream' }
const unknown: FailureClass = { category: 'vendor_bug', retryable: false, stops: 'stream' }
const task: FailureClass = { ...unknown, hint: 'This code belongs to solving tasks, not to statistics: report it.' }

/** What can go wrong with a task's workers, proxy or widget; no statistics call should ever see one. */
const TASK_CODES = [
  ...['ERROR_CAPTCHA_UNSOLVABLE', 'ERROR_BAD_DUPLICATES', 'ERROR_NO_SUCH_CAPCHA_ID', 'ERROR_TASK_CANCELED'],
  ...['ERROR_PROXY_CONNECT_REFUSED', 'ERROR_PROXY_CONNECT_TIMEOUT', 'ERROR_PROXY_READ_TIMEOUT', 'ERROR_PROXY_BANNED'],
  ...['ERROR_PROXY_TRANSPARENT', 'ERROR_PROXY_HAS_NO_IMAGE_SUPPORT', 'ERROR_PROXY_INCOMPATIBLE_HTTP_VERSION'],
  ...['ERROR_PROXY_NOT_AUTHORISED', 'ERROR_RECAPTCHA_TIMEOUT', 'ERROR_RECAPTCHA_INVALID_SITEKEY'],
  ...['ERROR_RECAPTCHA_INVALID_DOMAIN', 'ERROR_RECAPTCHA_OLD_BROWSER', 'ERROR_TOKEN_EXPIRED'],
  ...['ERROR_INVISIBLE_RECAPTCHA', 'ERROR_FAILED_LOADING_WIDGET', 'ERROR_VISIBLE_RECAPTCHA'],
  ...['ERROR_ALL_WORKERS_FILTERED', 'ERROR_TEMPLATE_NOT_FOUND'],
]

/** Anti-Captcha's codes, from its errors page and public clients. */
const classes: Readonly<Record<string, FailureClass>> = {
  ERROR_KEY_DOES_NOT_EXIST: stop('auth', 'Check clientKey: the vendor does not know it.'),
  ERROR_IP_NOT_ALLOWED: stop('permission', "Add this machine's address to the account's list of allowed IPs."),
  ERROR_IP_BLOCKED: stop('permission', 'This address is banned: stop every client on it and write to the vendor.'),
  ERROR_ACCOUNT_SUSPENDED: stop('permission', "The account is suspended: write to the vendor's support."),
  ERROR_ZERO_BALANCE: stop('quota_exhausted', 'Top up the account.'),
  ERROR_ACCESS_DENIED: permission,
  ERROR_FUNCAPTCHA_NOT_ALLOWED: permission,
  ERROR_NO_SLOT_AVAILABLE: { category: 'transient', retryable: false, stops: 'stream' },
  ERROR_NO_SUCH_METHOD: { category: 'not_found', retryable: false, stops: 'stream', hint: 'Check baseUrl.' },
  ERROR_INVALID_KEY_TYPE: input,
  ERROR_EMPTY_COMMENT: input,
  ERROR_ZERO_CAPTCHA_FILESIZE: input,
  ERROR_TOO_BIG_CAPTCHA_FILESIZE: input,
  ERROR_IMAGE_TYPE_NOT_SUPPORTED: input,
  ERROR_TASK_ABSENT: input,
  ERROR_TASK_NOT_SUPPORTED: input,
  ERROR_INCORRECT_SESSION_DATA: input,
  ...Object.fromEntries(TASK_CODES.map((code) => [code, task])),
}

/** The codes that must stop a run, by number, for a reply that leaves the code out. */
const CODES_BY_ID: Readonly<Record<string, string>> = {
  1: 'ERROR_KEY_DOES_NOT_EXIST',
  11: 'ERROR_IP_NOT_ALLOWED',
  21: 'ERROR_IP_BLOCKED',
  55: 'ERROR_ACCOUNT_SUSPENDED',
}

const errorId = z.union([z.int(), z.string().regex(/^\d+$/)])

/**
 * Success is `errorId` 0; a documented error comes in a 2xx reply. Decided on `errorCode` wherever there is one: the
 * number differs between editions of the errors page.
 */
export const errors = rulesFor(errorId)

/** The same for getQueueStats, which says nothing of errors where there is none. */
export const errorsIfAny = rulesFor(errorId.nullish())

function rulesFor(id: z.ZodType<string | number | null | undefined>): ErrorRules {
  return inBand({
    envelope: z.object({ errorId: id, errorCode: z.string().nullish(), errorDescription: z.string().nullish() }),
    ok: (body) => ((body.errorId ?? null) === null ? !body.errorCode : Number(body.errorId) === 0),
    code: (body) => body.errorCode || CODES_BY_ID[String(body.errorId)] || `errorId ${body.errorId}`,
    message: (body) => body.errorDescription,
    classes,
    families: [
      { codes: 'ERROR_FACTORY_…', has: (code) => code.startsWith('ERROR_FACTORY_'), verdict: task },
      { codes: 'any other', has: () => true, verdict: unknown },
    ],
  })
}
