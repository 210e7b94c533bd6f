module pushlab/cmd/pushlab/bench

go 1.26.0

require pushlab v0.0.0

replace pushlab => ../../..
