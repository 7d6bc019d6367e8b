/** Gives a place back; a second call does nothing. */
export type GiveBack = () => void

/** Places by key, in this process: at most so many are taken at once, and who waits is served in order of asking. */
export class Places {
  readonly #rooms = new Map<string, Room>()

  /** A place as soon as fewer than `max` are taken; callers may state different numbers. Rejects with the signal's reason, and then holds nobody up. */
  enter(key: string, max: number, signal: AbortSignal): GiveBack | Promise<GiveBack> {
    signal.throwIfAborted()
    const room = this.#rooms.get(key) ?? { taken: 0, waiting: new Set() }
    this.#rooms.set(key, room)
    if (room.waiting.size === 0 && room.taken < max) return this.#take(key, room)
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        room.waiting.delete(waiter)
        this.#serve(key, room)
        reject(signal.reason)
      }
      const enter = (): void => {
        signal.removeEventListener('abort', leave)
        resolve(this.#take(key, room))
      }
      const waiter: Waiter = { max, enter }
      room.waiting.add(waiter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  #take(key: string, room: Room): GiveBack {
    room.taken += 1
    let given = false
    return () => {
      if (given) return
      given = true
      room.taken -= 1
      this.#serve(key, room)
    }
  }

  #serve(key: string, room: Room): void {
    for (const waiter of room.waiting) {
      if (room.taken >= waiter.max) break
      room.waiting.delete(waiter)
      waiter.enter()
    }
    if (room.taken === 0 && room.waiting.size === 0) this.#rooms.delete(key)
  }
}

interface Room {
  taken: number
  /** In order of asking. */
  readonly waiting: Set<Waiter>
}

interface Waiter {
  readonly max: number
  readonly enter: () => void
}
