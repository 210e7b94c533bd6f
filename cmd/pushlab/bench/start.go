package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

// measureStart times from exec to the first answer of the site, with a data
// directory that exists, and reads the memory of the idle program.
func measureStart(rounds int) error {
	path, err := buildPushlab()
	if err != nil {
		return err
	}
	defer os.Remove(path)
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var times []time.Duration
	var memory []int
	for range rounds + 1 {
		took, rss, err := startOnce(path, dir)
		if err != nil {
			return err
		}
		times, memory = append(times, took), append(memory, rss)
	}
	fmt.Printf("start to first response, median of %d: %.1f ms (the first, with a new database: %.1f ms)\n",
		rounds, ms(median(times[1:])), ms(times[0]))
	fmt.Printf("resident memory idle, median of %d: %.1f MB\n", rounds, float64(median(memory[1:]))/1024)
	return nil
}

func startOnce(path, dir string) (time.Duration, int, error) {
	began := time.Now()
	p, err := startProcess([]string{"site", "lab"}, path, "-addr", "127.0.0.1:0", "-data", dir)
	if err != nil {
		return 0, 0, err
	}
	defer p.stop()
	resp, err := http.Get(p.places["site"] + "/")
	if err != nil {
		return 0, 0, err
	}
	took := time.Since(began)
	resp.Body.Close()
	return took, p.rss(), nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
