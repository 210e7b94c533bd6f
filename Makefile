# pushlab needs Go, git and make; each target does the rest of its set-up.
# Arguments: make run ARGS='-addr localhost:9000'   make test TESTFLAGS='-run Journey' PACKAGES=./cmd/pushlab

TEST = -shuffle=on -parallel=4 -timeout=40m
RACED = "^TestFaultMatrix|^TestCutAtEveryByte|^TestKillLosesNoSeat"
NPM = .config/node_modules/.package-lock.json

.PHONY: run test race matrix peers fuzz check generate record build bench

run: ## build and serve on http://localhost:8080
	go run ./cmd/pushlab $(ARGS)

test: ## every test that needs Go and Chromium
	.ci/need chromium
	go test $(TEST) $(TESTFLAGS) $(or $(PACKAGES),./...)

race: ## the same with the race detector; of the command, which drives browsers, what does the most at once
	go test -race $(TEST) $(TESTFLAGS) $$(go list ./cmd/pushlab/internal/server ./... | grep -v '/cmd/pushlab$$') # the longest first
	go test -race $(TEST) $(TESTFLAGS) -run=$(RACED) ./cmd/pushlab

matrix: ## the fault matrix with 20 seeds a cell, and a cut at every byte (FILE=matrix.md writes it)
	go test -v -run='TestFaultMatrix|TestCutAtEveryByte' -parallel=4 -timeout=30m $(TESTFLAGS) ./cmd/pushlab -matrix=20 $(if $(FILE),-matrix.md=$(abspath $(FILE)))

peers: $(NPM) ## the tests against independent programs
	.ci/need chromium strace curl tshark python3-websockets
	go test -tags=peers -timeout=20m -run=Peer $(TESTFLAGS) ./...

fuzz: ## every fuzz target for FUZZTIME (20s, or 10000000x for a count)
	.ci/fuzz $(or $(FUZZTIME),20s)

check: ## what must hold before a change lands
	.ci/lint
	$(MAKE) test PACKAGES=./cmd/pushlab TESTFLAGS='-skip=$(RACED)'
	$(MAKE) race
	$(MAKE) peers

generate: ## write the templ code again
	go tool templ generate
	gofmt -w cmd views static lessons

record: ## write the lessons' recorded runs, pictures and index again
	go run ./cmd/pushlab record

build: ## one static binary
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/pushlab ./cmd/pushlab

bench: ## the figures: start, memory, tokens, decoders, export (ARGS='-only decode')
	cd cmd/pushlab/bench && go run . $(ARGS)

$(NPM): .config/package-lock.json # npm writes it last
	.ci/need node npm
	.ci/again npm --prefix .config ci --no-audit --no-fund --loglevel=error
