//go:build race

package h2

// raceDetector makes pools forget, so that allocations can't be counted.
const raceDetector = true
