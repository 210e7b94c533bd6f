// What a break cost the reader: tokens lost, read twice, made again.

export class Tally {
  lost = 0
  doubled = 0
  regenerated = 0
  #epoch = ""
  #again = false // this epoch makes tokens that another had made
  #last = 0 // position of the token before
  #shown = 0 // highest position that the reader has on the page
  #most = 0 // highest position ever received

  /** A connection opens. Without ids its stream can only begin at 1 again. */
  connected() {
    if (this.#epoch === "") this.#last = 0
  }

  /** The page forgets what it has. */
  reset() {
    this.#last = this.#shown = 0
  }

  /**
   * @param {string} id EPOCH-SEQ, or "" for a stream without ids
   * @returns {{doubled: boolean, lost: number}} what this token says of those before it
   */
  token(id) {
    const cut = id.lastIndexOf("-")
    const epoch = id.slice(0, Math.max(0, cut))
    if (epoch !== this.#epoch) this.#begin(epoch)
    const seq = id ? Number(id.slice(cut + 1)) : this.#last + 1
    const lost = Math.max(0, seq - this.#last - 1)
    const doubled = seq <= this.#shown
    this.lost += lost
    if (doubled) this.doubled++
    if (this.#again && seq <= this.#most) this.regenerated++
    this.#last = seq
    this.#shown = Math.max(this.#shown, seq)
    this.#most = Math.max(this.#most, seq)
    return { doubled, lost }
  }

  /** @param {string} epoch */
  #begin(epoch) {
    this.#again = this.#most > 0
    this.#epoch = epoch
    this.#last = 0
  }
}
