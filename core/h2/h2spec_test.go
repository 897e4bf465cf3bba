package h2

import (
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestH2spec runs the h2spec conformance suite (a tool of the module) against the
// machine, in strict mode. Not with -short.
func TestH2spec(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a build of the suite")
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
	cmd := exec.Command("go", "tool", "h2spec", "--strict", "--timeout", "2", "-h", "127.0.0.1", "-p", strconv.Itoa(port))
	timer := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	defer timer.Stop()
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil || !strings.Contains(string(out), " 0 failed") {
		t.Error(err)
	}
}
