import { Tally } from "#pushlab/demo/tally.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {Tally} tally @param {string} epoch @param {number} from @param {number} to */
function read(tally, epoch, from, to) {
  for (let n = from; n <= to; n++) tally.token(epoch ? `${epoch}-${n}` : "")
}

/** @param {Tally} t */
const counts = ({ lost, doubled, regenerated }) => ({ lost, doubled, regenerated })

export const tests = [
  {
    name: "a resumed answer costs nothing",
    run() {
      const tally = new Tally()
      read(tally, "k3", 1, 42)
      tally.connected()
      read(tally, "k3", 43, 100)
      equal(counts(tally), { lost: 0, doubled: 0, regenerated: 0 })
    },
  },
  {
    name: "a gap is lost",
    run() {
      const tally = new Tally()
      read(tally, "k3", 1, 42)
      equal(tally.token("k3-50"), { doubled: false, lost: 7 }, "token 50")
      equal(counts(tally), { lost: 7, doubled: 0, regenerated: 0 })
    },
  },
  {
    name: "a question asked again is read twice and made again",
    run() {
      const tally = new Tally()
      read(tally, "k3", 1, 42)
      read(tally, "q9", 1, 100)
      equal(counts(tally), { lost: 0, doubled: 42, regenerated: 42 })
    },
  },
  {
    name: "after a reset nothing is read twice, but made again it is",
    run() {
      const tally = new Tally()
      read(tally, "k3", 1, 42)
      tally.reset()
      read(tally, "q9", 1, 100)
      equal(counts(tally), { lost: 0, doubled: 0, regenerated: 42 })
    },
  },
  {
    name: "a repetition within an epoch is doubled only",
    run() {
      const tally = new Tally()
      read(tally, "k3", 1, 10)
      read(tally, "k3", 6, 12)
      equal(counts(tally), { lost: 0, doubled: 5, regenerated: 0 })
    },
  },
  {
    name: "without ids a new connection begins at 1",
    run() {
      const tally = new Tally()
      tally.connected()
      read(tally, "", 1, 42)
      tally.connected()
      read(tally, "", 1, 100)
      equal(counts(tally), { lost: 0, doubled: 42, regenerated: 0 })
    },
  },
]
