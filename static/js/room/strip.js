// The strip of a page in a room: that of a seat, or the bar of the host.
import { adopt, usual } from "#pushlab/room/profile.js"

adopt(usual)

const root = document.querySelector("section.room")
if (root instanceof HTMLElement) {
  const high = () => document.documentElement.style.setProperty("--strip", `${root.offsetHeight}px`)
  new ResizeObserver(high).observe(root)
  if (root.dataset.role === "host")
    import("#pushlab/room/hostbar.js").then(({ HostBar }) => new HostBar(root))
  else import("#pushlab/room/seat.js").then(({ SeatStrip }) => new SeatStrip(root))
}
