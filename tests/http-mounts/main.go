// Command http-mounts is all that a server with CGI and proxying mounts has to do
// with: clients, and back ends good and bad.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// server is the process under test.
type server struct {
	command *exec.Cmd
	stdin   io.Closer
	folder  string
	// address is where the server listens without TLS.
	address string
	log     record
	// front is how the present check asks.
	*front
	fronts []*front
}

// record is what the server logs.
type record struct {
	sync.Mutex
	text []byte
}

func (r *record) Write(p []byte) (int, error) {
	r.Lock()
	defer r.Unlock()
	r.text = append(r.text, p...)
	return len(p), nil
}

func (r *record) String() string {
	r.Lock()
	defer r.Unlock()
	return string(r.text)
}

// front is a way to ask the server.
type front struct {
	name, base string
	client     *http.Client
	// hasty is for requests that are given up: on HTTP/2 a server ends the connection
	// of too many of them (CVE-2023-44487).
	hasty *http.Client
	http2 bool
}

// check is something that must be so, over every front.
type check struct {
	name string
	run  func(s *server) error
}

var count = flag.Int("count", 1500, "requests of each kind when leaks are looked for")

func main() {
	only := flag.String("only", "", "run only the checks whose names contain this")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: peers [options] SERVER PROGRAM")
		os.Exit(2)
	}
	s, err := begin(flag.Arg(0), flag.Arg(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	failed := 0
	for _, s.front = range s.fronts {
		for _, c := range checks {
			name := s.name + ": " + c.name
			if !strings.Contains(name, *only) || http1Only[c.name] && s.front != s.fronts[0] {
				continue
			}
			started := time.Now()
			if err := c.run(s); err != nil {
				failed++
				fmt.Printf("FAIL %s: %v\n", name, err)
				continue
			}
			fmt.Printf("ok   %s (%.1f s)\n", name, time.Since(started).Seconds())
		}
	}
	if err := s.end(); err != nil {
		failed++
		fmt.Println("FAIL the server's end:", err)
	}
	if failed > 0 {
		text := s.log.String()
		fmt.Print(text[max(0, len(text)-4000):])
		os.Exit(1)
	}
}

// begin starts back ends and the server.
func begin(program, script string) (*server, error) {
	folder, err := os.MkdirTemp("", "mounts")
	if err != nil {
		return nil, err
	}
	authority := certtest.Make(certtest.Spec{Name: "Test CA", CA: true})
	own := certtest.Make(certtest.Spec{Issuer: authority, Names: []string{"localhost", "127.0.0.1"}})
	large := strings.Repeat("a line of a page\n", 20_000)
	for name, text := range map[string]string{
		"passwords": "joe:secret\n", "digests": "joe:private:" + digestOfJoe + "\n", "ca.pem": string(authority.Chain), "cert.pem": string(own.Chain), "key.pem": string(own.Key),
		"pages/small.page": "hello $name!", "pages/large.page": large,
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "uploads"), 0o700); err != nil {
		return nil, err
	}
	good, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(folder, "socket")
	local, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	bad, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	nobody.Close()
	for _, l := range []net.Listener{good, local} {
		go http.Serve(l, http.HandlerFunc(backEnd))
	}
	go badBackEnd(bad)
	arguments := []string{script, good.Addr().String() + "/back", "+" + socket + ":/back", bad.Addr().String(), nobody.Addr().String()}
	for _, pair := range []*certtest.Pair{
		own, certtest.Make(certtest.Spec{Issuer: authority, Name: "elsewhere.example"}), certtest.Make(certtest.Spec{}),
	} {
		address, err := secureBackEnd(pair)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, address+"/back")
	}

	// It goes to the folder, so the programs need their whole paths.
	for _, path := range []*string{&program, &arguments[0]} {
		if *path, err = filepath.Abs(*path); err != nil {
			return nil, err
		}
	}
	s := &server{command: exec.Command(program, append(arguments, folder)...), folder: folder}
	s.command.Stderr = &s.log
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if s.stdin, err = s.command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the server does not start: %w\n%s", err, s.log.String())
	}
	var plain, secure int
	if _, err := fmt.Sscan(line, &plain, &secure); err != nil {
		return nil, err
	}
	s.address = fmt.Sprintf("127.0.0.1:%d", plain)
	s.fronts = fronts(plain, secure, authority)
	s.front = s.fronts[0]
	return s, nil
}

// end lets the server finish.
func (s *server) end() error {
	// A program that never ends is running then.
	if c, err := net.Dial("tcp", s.address); err == nil {
		defer c.Close()
		fmt.Fprint(c, "GET /cgi/never?last HTTP/1.1\r\nHost: h\r\n\r\n")
		for range 100 {
			if s.programs("QUERY_STRING=last") > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	s.stdin.Close()
	// It looks at its standard input after each turn.
	if c, err := net.Dial("tcp", s.address); err == nil {
		c.Close()
	}
	done := make(chan error, 1)
	go func() { done <- s.command.Wait() }()
	select {
	case err := <-done:
		time.Sleep(100 * time.Millisecond)
		if n := s.programs("QUERY_STRING=last"); n > 0 {
			return fmt.Errorf("%d CGI programs live on", n)
		}
		return err
	case <-time.After(10 * time.Second):
		s.command.Process.Kill()
		return errors.New("it does not end")
	}
}

// descriptors and children are what the server holds.
func (s *server) descriptors() int {
	list, _ := os.ReadDir("/proc/" + strconv.Itoa(s.command.Process.Pid) + "/fd")
	return len(list)
}

func (s *server) children() (n int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(s.command.Process.Pid) {
			n++
		}
	}
	return n
}

// programs counts the CGI programs of this server with a variable.
func (s *server) programs(variable string) (n int) {
	own := "MOUNTS_FOLDER=" + s.folder
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environments {
		text, err := os.ReadFile(path)
		if err == nil && bytes.Contains(text, []byte(variable)) && bytes.Contains(text, []byte(own)) {
			n++
		}
	}
	return n
}

// resident is the server's memory in KiB.
func (s *server) resident() int {
	text, _ := os.ReadFile("/proc/" + strconv.Itoa(s.command.Process.Pid) + "/status")
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	n, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return n
}

// settles waits until no more descriptors and children than before are there.
func (s *server) settles(descriptors, children int) error {
	var d, c int
	for range 100 {
		if d, c = s.descriptors(), s.children(); d <= descriptors && c <= children {
			return nil
		}
		s.closeIdle() // one may just have become idle
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%d descriptors (%d before), %d children (%d before)", d, descriptors, c, children)
}
