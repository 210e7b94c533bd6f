package demo

import (
	"errors"
	"strconv"
	"strings"
)

const (
	letters = "abcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// epochLength is how many letters and digits we draw for an epoch; a client may
// send back up to maxEpoch.
const (
	epochLength = 4
	maxEpoch    = 16
	maxSeq      = 9 // digits
)

// A tokenID names one event of one answer: EPOCH-SEQ. The epoch says which
// answer, so that an id from before a restart can not be taken for a place in
// another one; SEQ counts from 1.
type tokenID struct {
	epoch string
	seq   int
}

func (id tokenID) String() string { return id.epoch + "-" + strconv.Itoa(id.seq) }

// TokenID writes the id of token seq of an answer.
func TokenID(epoch string, seq int) string { return tokenID{epoch, seq}.String() }

var errTokenID = errors.New("not EPOCH-SEQ")

// parseTokenID takes only what String writes: one id has one spelling.
func parseTokenID(s string) (tokenID, error) {
	epoch, seq, ok := strings.Cut(s, "-")
	if !ok || epoch == "" || len(epoch) > maxEpoch || strings.Trim(epoch, letters+digits) != "" {
		return tokenID{}, errTokenID
	}
	if len(seq) > maxSeq || strings.Trim(seq, digits) != "" {
		return tokenID{}, errTokenID
	}
	n, err := strconv.Atoi(seq)
	if err != nil || strconv.Itoa(n) != seq {
		return tokenID{}, errTokenID
	}
	return tokenID{epoch, n}, nil
}
