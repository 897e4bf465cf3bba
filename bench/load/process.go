package load

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ProcessTime returns the processor time a process has used, threads that have
// ended included, to the nanosecond: its clock_getcpuclockid(3). 0 is the caller.
func ProcessTime(pid int) (time.Duration, error) {
	clock := int32(unix.CLOCK_PROCESS_CPUTIME_ID)
	if pid != 0 {
		clock = int32(^pid<<3 | 2)
	}
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// Memory is what a process holds, in bytes. The kernel's socket buffers are not in it.
type Memory struct {
	Resident int64
	// Private is the part of Resident no other process shares.
	Private int64
}

// ProcessMemory reads /proc/PID/smaps_rollup.
func ProcessMemory(pid int) (Memory, error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return Memory{}, err
	}
	defer file.Close()
	var m Memory
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 || fields[2] != "kB" {
			continue
		}
		n, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return m, err
		}
		switch fields[0] {
		case "Rss:":
			m.Resident += n << 10
		case "Private_Clean:", "Private_Dirty:", "Private_Hugetlb:":
			m.Private += n << 10
		}
	}
	return m, lines.Err()
}

// ProcessFiles returns how many files a process has open.
func ProcessFiles(pid int) (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	return len(entries), err
}
