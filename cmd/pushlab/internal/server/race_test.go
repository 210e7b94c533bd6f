package server

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// The address of the race may name anything, and as much as a head holds: that
// costs no more than to read it once.
func TestRaceReadsItsAddressOnce(t *testing.T) {
	const names = 2000
	s := open(t, Config{})
	var query strings.Builder
	for i := range names {
		fmt.Fprintf(&query, "&n%d", i)
	}
	r := httptest.NewRequest("GET", "/race?a=es&b=ws"+query.String(), nil)
	allocs := testing.AllocsPerRun(1, func() {
		w := httptest.NewRecorder()
		if err := s.race(w, r); err != nil || w.Code != 200 {
			t.Errorf("the race answered %d, %v", w.Code, err)
		}
	})
	if allocs > 100*names {
		t.Errorf("%d names took %.0f allocations, want a few for each", names, allocs)
	}
}
