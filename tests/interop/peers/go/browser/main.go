// A peer that is a browser; ../../README.md says how it is called. BROWSER names
// the program, chromium or firefox-esr. The page in it reports back by HTTP.
package main

import (
	_ "embed"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/golws/golws/tests/interop/peers/go/workload"
)

//go:embed page.html
var page []byte

const patience = 3 * time.Minute

// preferences keep Firefox from talking to anyone else.
const preferences = `
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.websocket.max-message-size", 100000000);
`

func command(program, profile, address string) *exec.Cmd {
	if strings.Contains(program, "firefox") {
		workload.Must(os.WriteFile(filepath.Join(profile, "user.js"), []byte(preferences), 0o600))
		return exec.Command(program, "--headless", "--no-remote", "--profile", profile, address)
	}
	return exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--ignore-certificate-errors", "--user-data-dir="+profile, address)
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	workload.Must(err)
	reports := make(chan string)
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write(page)
	})
	http.HandleFunc("POST /report", func(_ http.ResponseWriter, r *http.Request) {
		line, _ := io.ReadAll(io.LimitReader(r.Body, 1000))
		reports <- string(line)
	})
	go http.Serve(l, nil)

	profile, err := os.MkdirTemp("", "browser")
	workload.Must(err)
	defer os.RemoveAll(profile)
	sizes := workload.Sizes()
	asks := url.Values{"url": {os.Args[2]}, "largest": {fmt.Sprint(sizes[len(sizes)-1])}}
	browser := command(os.Getenv("BROWSER"), profile, "http://"+l.Addr().String()+"/?"+asks.Encode())
	browser.Env = append(os.Environ(), "HOME="+profile)
	browser.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	workload.Must(browser.Start())
	defer browser.Wait()
	defer func() { syscall.Kill(-browser.Process.Pid, syscall.SIGKILL) }()
	late := time.After(patience)
	for {
		select {
		case line := <-reports:
			if line == "end" {
				return
			}
			fmt.Println(line)
		case <-late:
			fmt.Println("the browser does not answer")
			return
		}
	}
}
