package demo

import (
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
)

// Limits of a report about reads.
const (
	maxReads     = 16 << 10 // bytes of its text
	maxReadCalls = 1000
)

// parseReads reads sizes in bytes, with spaces between them. They can not add
// up to more than was written.
func parseReads(text string, size int) (list []int, err error) {
	items := strings.Fields(text)
	if len(items) > maxReadCalls {
		return nil, badRequest("A report has at most %d reads; %d were sent.", maxReadCalls, len(items))
	}
	sum := 0
	for _, item := range items {
		n, err := strconv.ParseUint(item, 10, 31)
		if err != nil {
			return nil, badRequest("A report is the size of each read in bytes, such as 7 12 3; %s was sent in it.", quote(item))
		}
		if sum += int(n); sum > size {
			return nil, badRequest("The reads add up to %d bytes and more; the submission has %d.", sum, size)
		}
		list = append(list, int(n))
	}
	return list, nil
}

// tellReads puts a report into the trace.
func (run *Run) tellReads(id string, list []int) {
	var b strings.Builder
	b.WriteString(id)
	for _, n := range list {
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(n))
	}
	run.Log.Append(trace.Event{Kind: "reads", Text: b.String()})
}
