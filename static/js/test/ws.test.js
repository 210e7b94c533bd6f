import { opening } from "#pushlab/demo/ws.js"
import { equal } from "#pushlab/test/equal.js"

export const tests = [
  {
    name: "an empty knob is left out of start",
    run: () => equal(opening("", { tokens: 20, fault: "" }), '{"op":"start","tokens":20}'),
  },
  {
    name: "an empty knob is left out of resume",
    run: () => equal(opening("e-7", { tokens: 20, fault: "" }), '{"op":"resume","after":"e-7","tokens":20}'),
  },
]
