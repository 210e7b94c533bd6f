package room

import (
	"encoding/binary"
	"hash/maphash"
)

// SeatView returns what the seat's pages show now.
func (r *Room) SeatView(s *Seat) SeatState {
	now := r.Now()
	r.mu.RLock()
	defer r.mu.RUnlock()
	return SeatState{
		Type: "room", Now: now.UnixMilli(), Code: r.code, Seat: s.number, Name: s.name,
		Joined: len(r.present), Connected: r.connected(), Follow: r.set.Follow, Follows: s.follows,
		Timer: r.set.Timer, Predict: r.predict(learner, s), Closed: r.set.Closed, Hint: s.hint(),
		State: s.state, Taken: s.taken, Looked: s.looked > 0, Cards: r.set.Cards && r.ended.IsZero(),
		Profile: r.set.Profile.state(), Stream: r.set.Stream, Fault: r.fault.message(), Ended: !r.ended.IsZero(), Wiped: r.wiped, Replaced: r.replaced,
	}
}

// connected counts the seats with a page. The caller holds mu.
func (r *Room) connected() (n int) {
	for _, s := range r.present {
		n += number(s.sockets > 0)
	}
	return n
}

func (p Profile) state() ProfileState {
	return ProfileState{
		On: p.On, TPS: p.TPS, Jitter: p.Jitter,
		Stagger: p.Stagger.Milliseconds(), Spread: p.Spread.Milliseconds(),
	}
}

var seed = maphash.MakeSeed()

// hash is equal for equal lines, so that only lines that changed are sent.
func (line *BoardSeat) hash() uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	put := func(text string) {
		_, _ = h.WriteString(text)
		_ = h.WriteByte(0) // no text of ours holds one
	}
	for _, list := range [][]string{line.Cells, line.Why} {
		for _, text := range list {
			put(text)
		}
		put("")
	}
	for _, text := range []string{line.Name, string(line.State), line.Need, line.Exercise, line.Clause, line.Seen, line.Taken, line.View} {
		put(text)
	}
	var eight [8]byte
	for _, n := range []int{line.Seat, line.Minutes, line.Away, line.Wait, line.Tries, line.Hints, 2*number(line.On) + number(line.Follows)} {
		binary.LittleEndian.PutUint64(eight[:], uint64(n))
		_, _ = h.Write(eight[:])
	}
	return h.Sum64()
}
