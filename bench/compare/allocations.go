package main

import (
	"fmt"
	"regexp"
)

// With GOGC=1 the collector runs each time the heap has grown by one per cent,
// and by 40 KiB at the least; the allocator accounts for whole spans of 8 KiB
// per size class. So no more than this lies between two collections of a small heap.
const betweenCollections = 128 << 10

var collection = regexp.MustCompile(`(?m)^gc \d+ @`)

// allocations prints how much the Go side allocates per message, seen from
// outside: how often its collector ran while so many messages passed.
func (b *bench) allocations(arguments []string) error {
	for _, l := range b.libraries {
		if l.name != "golws" {
			continue
		}
		c := cell{100, 16, 64}
		result, log, err := b.run(l, c, arguments, []string{"GOGC=1", "GODEBUG=gctrace=1"})
		if err != nil {
			return fmt.Errorf("allocations: %w", err)
		}
		collections := len(collection.FindAllString(log, -1))
		most := float64(collections+1) * betweenCollections / float64(result.Messages)
		verdict := "ok: less than one allocation in a hundred messages"
		// 8 bytes is the smallest allocation there is.
		if most > 8.0/100 {
			verdict = "MISSED"
			b.missed = append(b.missed, "allocations")
		}
		fmt.Printf("\nGo allocations: %d messages (%v), %d collections at GOGC=1: at most %.3f bytes per message  %s\n",
			result.Messages, c, collections, most, verdict)
	}
	return nil
}
