import { Book, bins, mean, median, missing } from "#pushlab/demo/pollbench-book.js"
import { equal } from "#pushlab/test/equal.js"

/** @type {Record<string, import("#pushlab/demo/pollbench-book.js").Way>} */
const ways = {}

export const tests = [
  {
    name: "the shortest round trip sets the clock",
    run() {
      const book = new Book()
      book.learn({ at: 5000, made: [], ways }, 100, 140)
      equal(book.ahead, 4880)
      book.learn({ at: 6000, made: [], ways }, 1118, 1122)
      equal(book.ahead, 4880)
      equal(book.error, 2)
      book.learn({ at: 7100, made: [], ways }, 2000, 2400)
      equal(book.ahead, 4880)
    },
  },
  {
    name: "a delay counts from made to seen, and only once",
    run() {
      const book = new Book()
      book.saw("poll", "k3x9-1", "A", 1000)
      equal(book.delays("poll").length, 0)
      book.learn({ at: 3000, made: [{ id: "k3x9-1", t: 2500 }], ways }, 1000, 1000)
      book.saw("poll", "k3x9-1", "A", 1700)
      equal(book.delays("poll").join(), "500")
      equal(book.column("poll").text, "A")
      equal(book.delays("ws").length, 0)
      book.saw("ws", "k3x9-2", "B", 1800)
      equal(book.size, 2)
    },
  },
  {
    name: "what is made behind the end does not count",
    run() {
      const book = new Book()
      book.learn({ at: 1000, made: [], ways }, 0, 0)
      book.close(500)
      book.learn(
        {
          at: 2000,
          made: [
            { id: "k3x9-1", t: 1500 },
            { id: "k3x9-2", t: 1501 },
          ],
          ways,
        },
        1000,
        1000,
      )
      equal([...book.made.keys()].join(), "k3x9-1")
    },
  },
  {
    name: "what did not come before a later one is lost",
    run() {
      equal(missing(["k3x9-2", "k3x9-5"]).join(), "k3x9-1,k3x9-3,k3x9-4")
      equal(missing(["k3x9-1", "k3x9-2"]).join(), "")
      equal(missing([]).join(), "")
    },
  },
  {
    name: "bins hold every value",
    run() {
      equal(bins([0, 499, 500, 4999, 5000, 90000], 500, 11).join(), "2,1,0,0,0,0,0,0,0,1,2")
    },
  },
  {
    name: "mean and median",
    run() {
      equal(mean([1, 2, 6]), 3)
      equal(median([6, 1, 2]), 2)
      equal(median([4, 1, 2, 9]), 3)
    },
  },
]
