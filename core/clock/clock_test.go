package clock

import (
	"testing"
	"time"
)

// A process may be interrupted between two readings for as long as others have work.
func TestIsNeverAheadOfTheKernel(t *testing.T) {
	const interruption = 3 * time.Millisecond
	begin := time.Now().Add(-time.Hour)
	kernel := func() int64 { return int64(time.Since(begin)) }
	interrupted := map[string]func() int64{
		"never": kernel,
		"before": func() int64 {
			time.Sleep(interruption)
			return kernel()
		},
		"after": func() int64 {
			defer time.Sleep(interruption)
			return kernel()
		},
	}
	for when, read := range interrupted {
		t.Run(when, func(t *testing.T) {
			now := Behind(read)
			for range 1000 {
				told, at := now(), kernel()/1000
				if told > at {
					t.Fatalf("%d µs ahead", told-at)
				}
			}
		})
	}
}

// What one reading was interrupted for is not kept.
func TestOneInterruptionDoesNotMatter(t *testing.T) {
	const interruption = 50 * time.Millisecond
	begin := time.Now()
	for which := range 2 * readings {
		calls := 0
		now := Behind(func() int64 {
			if calls++; calls == which+1 {
				time.Sleep(interruption)
			}
			return int64(time.Since(begin))
		})
		if late := time.Since(begin) - time.Duration(now())*time.Microsecond; late > interruption/2 {
			t.Errorf("interrupted at reading %d: %v late", which, late)
		}
	}
}
