/** One window of a stream's fixed grid. Bounds are half-open: `start` inclusive, `end` exclusive. */
export interface Window {
  /** UTC, `YYYY-MM-DDTHH:mm:ssZ`, inclusive. */
  readonly start: string
  /** UTC, `YYYY-MM-DDTHH:mm:ssZ`, exclusive. */
  readonly end: string
  /** {@link start} as Unix seconds. */
  readonly startSeconds: number
  /** {@link end} as Unix seconds. */
  readonly endSeconds: number
  /** The first local date that the window covers, `YYYY-MM-DD` in the grid's time zone. */
  readonly date: string
  /** The last local date that the window covers, inclusive, `YYYY-MM-DD` in the grid's time zone. */
  readonly lastDate: string
}

/** A half-open stretch of time in milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** How far a vendor reaches back, and when it is ready. */
export interface Availability {
  /** The earliest readable window: `'today'` (only the window that holds now) or `'-7d'` (windows that reach to 7 days before today or later). Default: no bound. */
  readonly from?: 'today' | `-${number}d`
  /** Milliseconds after a window's end before the vendor has it; asked for earlier only when the user names `to`. Absent: readable as soon as it has begun. */
  readonly afterMs?: number
}

/** The fixed grid of windows of an endpoint, and when a window is readable and final. */
export interface Calendar {
  /** Identity of the grid, e.g. `days Asia/Shanghai 08:00`: a ledger never mixes two. */
  readonly grid: string
  /** IANA zone of the grid's dates. */
  readonly timeZone: string
  /** The windows that overlap `range`, oldest first. */
  readonly windows: (range: TimeRange) => readonly Window[]
  /** The instant at which the local date `YYYY-MM-DD` begins on this grid. Throws a RangeError for a date that does not exist. */
  readonly startOf: (date: string) => number
  /** The local date `YYYY-MM-DD`, on this grid, that holds `instant` (milliseconds). */
  readonly dateOf: (instant: number) => string
  readonly available: Availability
  /** Milliseconds after a window's end from which a read of it is final. */
  readonly settlesAfterMs: number
}
