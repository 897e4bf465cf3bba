package main

import (
	"fmt"
	"time"

	"github.com/golws/golws/bench/load"
	"golang.org/x/sys/unix"
)

// idleGoal is the memory one idle WebSocket may take, in bytes.
const idleGoal = 1536

// settleTime passes before memory is read, so that what is freed can be given back.
const settleTime = 3 * time.Second

// idleMemory prints what one open WebSocket costs the server process, first
// when it has just been opened, then when each has carried one message.
// The kernel's socket buffers are no part of it.
func (b *bench) idleMemory(n int) error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if most := int(limit.Cur) - 100; n > most {
		fmt.Printf("\nOnly %d files may be open here (ulimit -n); %d connections instead of %d.\n", limit.Cur, most, n)
		n = most
	}
	fmt.Printf("\nMemory of one idle WebSocket with %d open, bytes of the server process\n", n)
	fmt.Printf("%-10s %15s %22s\n", "", "just opened", "after one message each")
	for _, l := range b.libraries {
		opened, used, err := idleCost(l, n)
		if err != nil {
			return fmt.Errorf("%s, %d idle connections: %w", l.name, n, err)
		}
		fmt.Printf("%-10s %15d %22d", l.name, opened, used)
		if l.name == "golws" {
			verdict := "ok"
			if max(opened, used) > idleGoal {
				verdict = "MISSED"
				b.missed = append(b.missed, "idle memory")
			}
			fmt.Printf("   goal %d  %s", idleGoal, verdict)
		}
		fmt.Println()
	}
	return nil
}

func idleCost(l library, n int) (opened, used int64, err error) {
	server, err := load.Start(l.command, nil)
	if err != nil {
		return 0, 0, err
	}
	defer server.Kill()
	one := load.Load{Messages: load.NewMessages(64, 1), Depth: 1, PID: server.PID}

	// The first connection brings in what all share.
	first, err := load.Open(server.Port, 1)
	if err != nil {
		return 0, 0, err
	}
	if _, err = first.Run(one); err != nil {
		return 0, 0, err
	}
	first.Close()
	empty, err := settled(server.PID)
	if err != nil {
		return 0, 0, err
	}

	fleet, err := load.Open(server.Port, n)
	if err != nil {
		return 0, 0, err
	}
	defer fleet.Close()
	fresh, err := settled(server.PID)
	if err != nil {
		return 0, 0, err
	}
	if _, err = fleet.Run(one); err != nil {
		return 0, 0, err
	}
	after, err := settled(server.PID)
	return (fresh - empty) / int64(n), (after - empty) / int64(n), err
}

func settled(pid int) (int64, error) {
	time.Sleep(settleTime)
	m, err := load.ProcessMemory(pid)
	return m.Private, err
}
