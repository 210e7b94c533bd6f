package main

import "pushlab/cmd/pushlab/internal/wire"

// recordingsArticles are the runs of the articles' code.
var recordingsArticles = []recording{{
	lesson: "04-eventsource", name: "articles",
	title: "A message ladder with two cuts by FIN behind the third token. The mended page asks again after three seconds with Last-Event-ID 3 and gets the rest; the page as published makes no second request.",
	run:   cutArticles,
}}

// cutArticles reads the mended server as the mended page does, then the
// published one as the published page does, which closes at the cut.
func cutArticles(s *studio) error {
	const knobs = "?tokens=6&tps=5&cut=3"
	stream := wire.NewEventStream()
	for {
		done, err := s.listenOnce("d/articles/mended"+knobs, stream)
		if err != nil {
			return err
		}
		if done {
			break
		}
		if err := s.sleep(chromiumRetry); err != nil {
			return err
		}
	}
	_, err := s.listenOnce("d/articles/published"+knobs, wire.NewEventStream())
	return err
}
