import { Tally } from "#pushlab/demo/tally.js"
import { equal } from "#pushlab/test/equal.js"

/** Counts what a reader of these ids has lost, read twice and had made again. @param {...string} ids */
function count(...ids) {
  const tally = new Tally()
  tally.connected()
  for (const id of ids) tally.token(id)
  const { lost, doubled, regenerated } = tally
  return { lost, doubled, regenerated }
}

export const tests = [
  {
    name: "a resumed answer loses nothing",
    run: () => equal(count("a-1", "a-2", "a-3"), { lost: 0, doubled: 0, regenerated: 0 }),
  },
  {
    name: "a gap is lost",
    run: () => equal(count("a-1", "a-4"), { lost: 2, doubled: 0, regenerated: 0 }),
  },
  {
    name: "a replay of what was read is doubled",
    run: () => equal(count("a-1", "a-2", "a-2"), { lost: 0, doubled: 1, regenerated: 0 }),
  },
  {
    name: "a new epoch makes again what another had made",
    run: () => equal(count("a-1", "a-2", "b-1", "b-2", "b-3"), { lost: 0, doubled: 2, regenerated: 2 }),
  },
]
