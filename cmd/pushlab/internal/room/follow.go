package room

import "pushlab/cmd/pushlab/internal/progress"

// Follow lets the class go where the host goes, by invitation, or ends that.
func (r *Room) Follow(on bool) {
	r.adjust(func(set *settings) {
		f := &set.Follow
		f.On, f.Mode = on, "off"
		if on {
			f.Mode, f.Place = "invite", r.hostPlace
		}
	})
}

// Bring brings everybody to the host's place, once; from there they follow.
func (r *Room) Bring() {
	ctx, cancel := background()
	defer cancel()
	r.failed(r.happen(ctx, progress.Happening{Kind: kindBrought}))
	r.adjust(func(set *settings) {
		set.Follow = FollowState{On: true, N: set.Follow.N + 1, Mode: "bring", Place: r.hostPlace}
	})
}

// Release makes an invitation of a bring: who goes away is left alone.
func (r *Room) Release() {
	r.adjust(func(set *settings) {
		if set.Follow.On {
			set.Follow.Mode = "invite"
		}
	})
}

// HostAt notes where the host is. While Follow is on it moves the class. Rows
// and pins move often and are not saved; a new section is.
func (r *Room) HostAt(p Place) {
	if r.moveClass(p) {
		r.adjust(func(*settings) {})
	}
}

// moveClass says whether the class is at another section now.
func (r *Room) moveClass(p Place) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hostPlace = p
	before := r.set.Follow.Place
	if !r.set.Follow.On || before == p {
		return false
	}
	r.set.Follow.Place = p
	r.wakeSeats()
	return before.Lesson != p.Lesson || before.Section != p.Section
}
