package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/demo"
)

// conclude saves a pass before anybody is told of it.
func (s *Server) conclude(run *demo.Run, v check.Verdict) string {
	if !v.Passed {
		s.notPassed(run, v)
		return v.Exercise + " not passed"
	}
	saved, err := s.pass(run, v.Exercise)
	if err != nil {
		s.log.Error("saving a checkpoint", "exercise", v.Exercise, "err", err)
		return v.Exercise + " passed, but it could not be saved"
	}
	if saved {
		s.tellPassed(run, v.Exercise)
	}
	return v.Exercise + " passed"
}

// notPassed saves an attempt that ended without a pass, and tells the room why.
func (s *Server) notPassed(run *demo.Run, v check.Verdict) {
	if _, err := s.failed(run, v.Exercise); err != nil {
		s.log.Error("saving an attempt", "exercise", v.Exercise, "err", err)
	}
	s.tellTried(run, v)
}

// pass saves the checkpoint for the learner whose cookie made the run. A run
// made without a cookie shows its verdict in the inspector only.
func (s *Server) pass(run *demo.Run, exercise string) (saved bool, err error) {
	return s.saveFor(run, func(ctx context.Context, owner string) error {
		return s.store.Pass(ctx, owner, exercise, runHash(run.ID))
	})
}

// failed saves that an attempt ended without a pass.
func (s *Server) failed(run *demo.Run, exercise string) (saved bool, err error) {
	return s.saveFor(run, func(ctx context.Context, owner string) error {
		return s.store.Attempt(ctx, owner, exercise, runHash(run.ID))
	})
}

// saveFor saves for the run's owner, if it has one; else nothing is saved.
func (s *Server) saveFor(run *demo.Run, save func(ctx context.Context, owner string) error) (saved bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	owner, ok, err := s.store.RunOwner(ctx, runHash(run.ID))
	if err != nil || !ok {
		return false, err
	}
	err = save(ctx, owner)
	return err == nil, err
}

// classHash says in the database that a run is for the class stream.
func classHash(id string) string { return runHash("class " + id) }

// runHash stands for a run in the database: the id itself is a capability.
func runHash(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}
