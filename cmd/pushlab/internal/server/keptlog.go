package server

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"slices"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
)

// packRun returns a run as it is kept: its trace as its view shows it, in JSON
// lines and gzip. It counts the rows by reading that again, so that what is kept
// is known to open.
func packRun(run *demo.Run) (keptInfo, []byte, error) {
	if run.Log.Len() == 0 {
		return keptInfo{}, nil, errNothingYet
	}
	var packed bytes.Buffer
	if err := pack(&packed, run.Log.Masked(run.ID)); err != nil {
		return keptInfo{}, nil, err
	}
	log, err := unpack(packed.Bytes())
	if err != nil {
		return keptInfo{}, nil, err
	}
	kept := keptInfo{View: run.ViewID, Rows: len(allRows(log)), Began: run.Log.Began()}
	for _, e := range log.Events(0) {
		if e.Kind == "bytes" {
			kept.Bytes += e.Frame.Len()
		}
	}
	return kept, packed.Bytes(), nil
}

// errNothingYet answers who keeps a run that has no bytes. It may have left the
// memory, as after a restart, and come back empty: then what was kept is worth more.
var errNothingYet = &statusError{status: http.StatusConflict, what: "This run has nothing in it to keep.",
	advice: "If it was kept before, that is as it was. Make a request to its address first, and keep it then."}

func pack(b *bytes.Buffer, log *trace.Log) error {
	z := gzip.NewWriter(b)
	if err := log.WriteJSONL(z); err != nil {
		return err
	}
	return z.Close()
}

func unpack(packed []byte) (*trace.Log, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return trace.ReadJSONL(z)
}

// maxKeptLogs is how many kept traces are held in memory. One is asked for many
// times while somebody looks at it, once for each row.
const maxKeptLogs = 4

// keptLogs holds the kept traces that were read last, the newest at the end.
type keptLogs struct {
	mu   sync.Mutex
	list []readLog
}

type readLog struct {
	view string
	at   time.Time // a run that is kept again has another time
	log  *trace.Log
}

// keptLog reads the trace of a kept run.
func (s *Server) keptLog(k keptInfo) (*trace.Log, error) {
	s.keptLogs.mu.Lock()
	defer s.keptLogs.mu.Unlock()
	list := s.keptLogs.list
	if i := slices.IndexFunc(list, func(r readLog) bool { return r.view == k.View && r.at.Equal(k.At) }); i >= 0 {
		r := list[i]
		s.keptLogs.list = append(slices.Delete(list, i, i+1), r)
		return r.log, nil
	}
	packed, ok, err := s.store.KeptTrace(s.done, k.View)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNotHere // deleted a moment ago
	}
	log, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	s.keptLogs.list = append(list[max(0, len(list)-maxKeptLogs+1):], readLog{k.View, k.At, log})
	return log, nil
}
