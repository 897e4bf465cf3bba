package engine

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// LimitDescriptors sets how many descriptors the process, and what it starts, may
// have, for good.
func LimitDescriptors(most int) error {
	limit := unix.Rlimit{Cur: uint64(most), Max: uint64(most)}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("cannot limit the descriptors to %d: %w", most, err)
	}
	return nil
}

// inheritLimit has a child process begin with this one's limit of descriptors. Go
// gives it the one that it found when it was loaded, unless told of a later one.
func inheritLimit() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
		_ = unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
	}
}
