// What the server says of the room, in the shape of its message
// (room.SeatView).

/**
 * @typedef {{lesson: string, section: string, bench: string, row: number, pin: number}} Place
 * @typedef {{n: number, exercise: string, text: string}} Hint
 * @typedef {{tps: number, stagger: number, spread: number, jitter: boolean, on: boolean}} Profile times in ms
 * @typedef {{lesson: string, block: string, text: string, options: string[], round: number,
 *   state: "open" | "closed" | "revealed", mine: number, answered: number, of: number,
 *   before: number[] | null, after: number[] | null, right: number}} Question options count from 1
 * @typedef {{on: boolean, n: number, mode: "invite" | "bring" | "off", place: Place}} Follow
 * @typedef {{now: number, code: string, seat: number, name: string, joined: number,
 *   connected: number, follow: Follow, timer: {ends: number, label: string} | null,
 *   predict: Question | null, closed: string[], hint: Hint | null, state: string,
 *   taken: string, looked: boolean, cards: boolean, profile: Profile, stream: boolean,
 *   fault: {buffer: boolean, downUntil: number}, ended: boolean, wiped: boolean, replaced: boolean}} Room
 */

export {}
