package h2

import (
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// TestH2spec runs the conformance suite named by H2SPEC against the machine, in
// strict mode.
func TestH2spec(t *testing.T) {
	path := os.Getenv("H2SPEC")
	if path == "" {
		t.Skip("H2SPEC does not name the suite's program")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			go newPump(nc, testConfig(), echo).run()
		}
	}()
	port := l.Addr().(*net.TCPAddr).Port
	cmd := exec.Command(path, "--strict", "--timeout", "2", "-h", "127.0.0.1", "-p", strconv.Itoa(port))
	timer := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	defer timer.Stop()
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
