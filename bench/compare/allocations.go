package main

import (
	"fmt"
	"regexp"
)

// With GOGC=1 the collector runs when the heap has grown by 1 MiB: the runtime
// leaves its sweeper at least that much (sweepMinHeapDistance in mgcpacer.go).
const betweenCollections = 1 << 20

// almostNothing is what one message may allocate on average, in bytes: the
// smallest allocation is 8, so nothing is allocated for each message.
const almostNothing = 1.0

var collection = regexp.MustCompile(`(?m)^gc \d+ @`)

// allocations prints how much the Go side allocates per message, seen from
// outside: how often its collector ran while so many messages passed.
func (b *bench) allocations(arguments []string) error {
	for _, l := range b.libraries {
		if l.name != "golws" {
			continue
		}
		c := cell{100, 16, 64}
		long := *b
		long.time = 3 * b.time // the more messages, the closer the bound
		result, log, err := long.run(l, c, arguments, []string{"GOGC=1", "GODEBUG=gctrace=1"})
		if err != nil {
			return fmt.Errorf("allocations: %w", err)
		}
		collections := len(collection.FindAllString(log, -1))
		most := float64(collections+1) * betweenCollections / float64(result.Messages)
		verdict := "ok"
		if most > almostNothing {
			verdict = "MISSED"
			b.missed = append(b.missed, "allocations")
		}
		fmt.Printf("\nGo allocations: %d messages (%v), %d collections at GOGC=1: at most %.2f bytes per message  %s\n",
			result.Messages, c, collections, most, verdict)
	}
	return nil
}
