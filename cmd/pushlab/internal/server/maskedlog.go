package server

import (
	"slices"
	"sync"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
)

// maxMaskedLogs is how many traces are held as a view shows them. Who looks on
// asks for one many times, once for each row.
const maxMaskedLogs = 4

// maskedLogs holds the traces of live runs without the runs' ids, as they were
// asked for last, the newest at the end.
type maskedLogs struct {
	mu   sync.Mutex
	list []maskedLog
}

type maskedLog struct {
	of     *trace.Log
	events int // a trace that has grown is masked again
	log    *trace.Log
}

// maskedLog returns the trace of a live run without its id.
func (s *Server) maskedLog(run *demo.Run) *trace.Log {
	m := &s.maskedLogs
	m.mu.Lock()
	defer m.mu.Unlock()
	events := run.Log.Len()
	i := slices.IndexFunc(m.list, func(l maskedLog) bool { return l.of == run.Log })
	if i >= 0 && m.list[i].events == events {
		return m.list[i].log
	}
	if i >= 0 {
		m.list = slices.Delete(m.list, i, i+1)
	}
	log := run.Log.Masked(run.ID)
	m.list = append(m.list[max(0, len(m.list)-maxMaskedLogs+1):], maskedLog{run.Log, events, log})
	return log
}
