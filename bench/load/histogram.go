package load

import (
	"math/bits"
	"time"
)

// Histogram counts durations in buckets that are 3 % wide. It never allocates.
type Histogram struct {
	buckets [64 * subBuckets]uint64
	count   uint64
	longest time.Duration
}

const subBuckets = 32

func bucketOf(d time.Duration) int {
	n := uint64(max(d, 1))
	shift := bits.Len64(n) - 6
	if shift < 0 {
		return int(n)
	}
	return (shift+1)*subBuckets + int(n>>shift) - subBuckets
}

// Add counts one duration.
func (h *Histogram) Add(d time.Duration) {
	h.buckets[bucketOf(d)]++
	h.count++
	h.longest = max(h.longest, d)
}

// Count returns how many durations were added.
func (h *Histogram) Count() uint64 { return h.count }

// Longest returns the longest duration added.
func (h *Histogram) Longest() time.Duration { return h.longest }

// Quantile returns the duration that the share q of all does not exceed.
func (h *Histogram) Quantile(q float64) time.Duration {
	rank := uint64(q * float64(h.count))
	for bucket, n := range h.buckets {
		if n > rank {
			if shift := bucket/subBuckets - 1; shift > 0 {
				return time.Duration(uint64(bucket%subBuckets+subBuckets) << shift)
			}
			return time.Duration(bucket)
		}
		rank -= min(rank, n)
	}
	return h.longest
}
