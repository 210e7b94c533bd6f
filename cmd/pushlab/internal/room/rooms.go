package room

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// keepFor is how long a room is kept after the last thing happened in it.
const keepFor = 7 * 24 * time.Hour

// Rooms knows the room of this server. There is one at a time.
type Rooms struct {
	Config
	changing sync.Mutex // Start, End, Wipe and Sweep one after the other
	current  atomic.Pointer[Room]
}

// New finds the newest room of the store again, if there is one.
func New(ctx context.Context, c Config) (*Rooms, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	rs := &Rooms{Config: c}
	row, ok, err := c.Store.LastRoom(ctx)
	if err != nil || !ok {
		return rs, err
	}
	r := newRoom(c, row)
	if err := r.load(ctx, row); err != nil {
		return nil, fmt.Errorf("room %s: %w", row.Code, err)
	}
	rs.current.Store(r)
	return rs, nil
}

// Current returns the room, or nil. A room that has ended stays the current one
// until Start or Wipe, so that it can be exported.
func (rs *Rooms) Current() *Room { return rs.current.Load() }

// Start opens a room with a new code and nothing in it, and ends the one before.
func (rs *Rooms) Start(ctx context.Context) (*Room, error) {
	rs.changing.Lock()
	defer rs.changing.Unlock()
	r, err := rs.add(ctx)
	if err != nil {
		return nil, err
	}
	if before := rs.current.Swap(r); before != nil {
		before.replace(r)
	}
	return r, nil
}

// add saves a new room under a code that no other room of the store has.
func (rs *Rooms) add(ctx context.Context) (*Room, error) {
	for range 100 {
		id, err := randomID(rs.Rand, 9)
		if err != nil {
			return nil, err
		}
		code, err := newCode(rs.Rand)
		if err != nil {
			return nil, err
		}
		row := progress.Room{ID: id, Code: code, Began: rs.Now(), Settings: defaults().json()}
		err = rs.Store.AddRoom(ctx, row)
		if err == nil {
			return newRoom(rs.Config, row), nil
		}
		if !errors.Is(err, progress.ErrCodeTaken) {
			return nil, err
		}
	}
	return nil, progress.ErrCodeTaken
}

// randomID returns n random bytes in base64url.
func randomID(random io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// newCode returns an animal and a number of two digits.
func newCode(random io.Reader) (string, error) {
	n, err := rand.Int(random, big.NewInt(int64(len(animals)*90)))
	if err != nil {
		return "", err
	}
	i := int(n.Int64())
	return fmt.Sprintf("%s-%d", animals[i/90], 10+i%90), nil
}

// End ends the room: nobody joins or votes any more. Its rows stay.
func (rs *Rooms) End(ctx context.Context) error {
	rs.changing.Lock()
	defer rs.changing.Unlock()
	r := rs.Current()
	if r == nil {
		return nil
	}
	at := rs.Now()
	if err := rs.Store.EndRoom(ctx, r.id, at); err != nil {
		return err
	}
	r.end(at)
	return nil
}

// Wipe deletes the room and the progress of all its seats.
func (rs *Rooms) Wipe(ctx context.Context) error {
	rs.changing.Lock()
	defer rs.changing.Unlock()
	r := rs.Current()
	if r == nil {
		return nil
	}
	return rs.wipe(ctx, r.id)
}

func (rs *Rooms) wipe(ctx context.Context, id string) error {
	if err := rs.Store.WipeRoom(ctx, id); err != nil {
		return err
	}
	if r := rs.Current(); r != nil && r.id == id {
		rs.current.Store(nil)
		r.wipe(rs.Now())
	}
	return nil
}

// Sweep wipes every room in which nothing happened for a week.
func (rs *Rooms) Sweep(ctx context.Context) error {
	rs.changing.Lock()
	defer rs.changing.Unlock()
	ids, err := rs.Store.IdleRooms(ctx, rs.Now().Add(-keepFor))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := rs.wipe(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
