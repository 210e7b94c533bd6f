// The shapes that cross the modules of a bench. Row and Detail are the JSON of
// views/model.go, which says what each field means.

/**
 * @typedef {{n: number, t: number, dir: "c" | "s" | "", kind: string,
 *   wire: string, label: string, size: number, token?: string, conn: number,
 *   err?: string, fault?: boolean, proto?: string, lane?: number,
 *   exch?: number, failed?: boolean, place?: string}} Row
 *
 * @typedef {{key: string, letter: string, name: string, value: string,
 *   role: string, spec: string, note: string, offset: number, length: number,
 *   from: number, to: number, quiet: boolean, decoded?: boolean}} Field
 *
 * @typedef {{key: string, raw: string, field: string, value: string,
 *   effect: string, state?: {data: string, type: string, id: string,
 *   retry: number}}} ParseLine
 *
 * @typedef {{type: string, data: string, lastEventId: string}} Dispatch
 *
 * @typedef {{row: Row, title: string, framing: number, yours: number,
 *   hex: string, fields: Field[], bits: boolean,
 *   unmask?: {key: number, payload: number, plain: string},
 *   parse?: ParseLine[],
 *   dispatch?: Dispatch, silent?: boolean, why?: string, err?: string,
 *   spec?: string, stream?: string, start?: number, inflated?: string,
 *   bounds?: boolean,
 *   parsers?: {name: string, wrong: string, events: Dispatch[]}[]}} Detail
 *
 * @typedef {{run: string, view: string, lab: string, edge?: string, tls?: string, inspector: string}} Run
 *
 * What a client of a demo tells its pane, from its own callbacks only:
 *
 * @typedef {{type: "connecting", request: string, attempt: number,
 *     after?: string, fresh?: boolean}
 *   | {type: "open", sentence?: string}
 *   | {type: "token", id: string, text: string,
 *       doubled?: boolean, lost?: number}
 *   | {type: "text", text: string}
 *   | {type: "reset", id: string, why: string}
 *   | {type: "challenge", nonce: string}
 *   | {type: "goodbye"}
 *   | {type: "reconnecting", attempt: number, wait?: number, next: string,
 *       why?: string}
 *   | {type: "failed", code?: number, sentence: string}
 *   | {type: "cut", code: number, sentence: string}
 *   | {type: "done", tokens: number, sentence: string}
 *   | {type: "closed", code?: number, sentence: string}} DemoEvent
 *
 * @typedef {(event: DemoEvent) => void} Emit
 */

export {}
