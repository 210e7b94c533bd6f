package progress

import (
	"sync"
	"time"
)

// A fullSet has the learners who were told that there is no room for another row,
// and when. To find that out costs the writer as much as they have rows, and who
// is refused may ask again at once: without it one learner could hold up all the
// others. The writer puts them in and takes them out, in the order of its jobs.
type fullSet struct {
	mu    sync.Mutex
	since map[LearnerID]time.Time
}

// fullTime is how long it is believed: another pushlab over the same directory
// may have made room.
const fullTime = 10 * time.Second

func (f *fullSet) has(learner LearnerID, now func() time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	since, ok := f.since[learner]
	return ok && now().Sub(since) < fullTime
}

func (f *fullSet) add(learner LearnerID, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.since == nil {
		f.since = map[LearnerID]time.Time{}
	}
	f.since[learner] = now
}

// remove is called when a learner deletes something: there may be room again.
func (f *fullSet) remove(learner LearnerID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.since, learner)
}
