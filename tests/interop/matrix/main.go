// Command matrix has WebSocket implementations of other people talk to this
// library, each as a client and as a server, where it can: messages of 0 bytes to
// 64 MiB, in fragments, with pings between them, compressed or not, over TCP and
// TLS. It ends with a table.
//
// usage: matrix [-quick] [-if-installed] [-o FILE] [PEER…]
//
//	-o              the table goes to FILE too
//	-quick          a few peers, messages up to 1 MiB
//	-if-installed   end with status 77 when no peer can be had
//
// GOLWS_BUILD is the build folder.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// clientPatience is for all steps of one client.
	clientPatience = 5 * time.Minute
	serverPatience = 20 * time.Second
	quickLargest   = 1 << 20
	// answerFragment is the size of our server's frames where it answers in
	// fragments, with a ping between them.
	answerFragment = "20000"
)

var sizes = []int{0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20}

// bench is where a run keeps its things.
type bench struct {
	top, work  string
	echo       string // our server
	drive      string // our client
	failures   []string
	runs, fine int
}

func main() {
	quick := flag.Bool("quick", false, "a few peers, messages up to 1 MiB")
	ifInstalled := flag.Bool("if-installed", false, "end with status 77 when no peer can be had")
	file := flag.String("o", "", "the table goes to this file too")
	flag.Parse()
	b, err := newBench()
	if err != nil {
		fmt.Fprintln(os.Stderr, "matrix:", err)
		os.Exit(2)
	}
	largest := sizes[len(sizes)-1]
	if *quick {
		largest = quickLargest
	}
	var rows []string
	for _, p := range peers {
		if *quick && !p.quick || flag.NArg() > 0 && !slices.Contains(flag.Args(), p.name) {
			continue
		}
		title, command, missing := b.prepare(p)
		if missing != "" {
			fmt.Printf("skipped: %s: %s\n", p.name, missing)
			continue
		}
		rows = append(rows, b.row(p, title, command, largest))
	}
	os.RemoveAll(b.work)
	if len(rows) == 0 && *ifInstalled {
		os.Exit(77)
	}
	fmt.Print("\n" + table(rows, largest) + "\n")
	if *file != "" {
		if err := os.WriteFile(*file, []byte(title+table(rows, largest)), 0o644); err != nil {
			b.failures = append(b.failures, err.Error())
		}
	}
	for _, failure := range b.failures {
		fmt.Println("FAIL", failure)
	}
	fmt.Printf("%d passed, %d failed\n", b.fine, b.runs-b.fine)
	if len(b.failures) > 0 || len(rows) == 0 {
		os.Exit(1)
	}
}

const title = `# WebSocket peers

Written by ` + "`tests/interop/with-peers -o docs/peers.md`" + `: implementations of other people
against a server and a client of this library, in C (` + "`tests/autobahn/echo.c`" + `,
` + "`tests/interop/peers/drive.c`" + `).

`

func table(rows []string, largest int) string {
	return fmt.Sprintf(`OK: 0 bytes to %d MiB, text, close with 1000, on one connection; f: fragments, and pings
between them, both ways; z: compressed (RFC 7692), as both sides agreed; –: it can't.

| peer | its client: plain | deflate | TLS | its server: plain | deflate | TLS |
| --- | --- | --- | --- | --- | --- | --- |
%s
`, largest>>20, strings.Join(rows, "\n"))
}

// newBench compiles our two programs and makes certificates.
func newBench() (*bench, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, err
	}
	b := &bench{top: strings.TrimSpace(string(out))}
	if b.work, err = os.MkdirTemp("", "matrix"); err != nil {
		return nil, err
	}
	build := os.Getenv("GOLWS_BUILD")
	if build == "" {
		build = filepath.Join(b.top, "build")
	}
	b.echo, b.drive = filepath.Join(b.work, "echo"), filepath.Join(b.work, "drive")
	for program, source := range map[string]string{
		b.echo:  "tests/autobahn/echo.c",
		b.drive: "tests/interop/peers/drive.c",
	} {
		lib := filepath.Join(build, "lib")
		gcc := exec.Command("gcc", "-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Werror", "-I"+filepath.Join(b.top, "include"),
			filepath.Join(b.top, source), "-o", program, "-L"+lib, "-lwebsockets", "-Wl,-rpath,"+lib)
		if out, err := gcc.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%v\n%s", err, out)
		}
	}
	certificates := exec.Command(filepath.Join(b.top, "tests/tls/certificates-for"), b.work)
	if out, err := certificates.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%v\n%s", err, out)
	}
	return b, nil
}

// prepare installs a peer.
func (b *bench) prepare(p peer) (title string, command []string, missing string) {
	prepare := exec.Command(filepath.Join(b.top, "tests/interop/peers/prepare"), p.name)
	prepare.Stderr = os.Stderr
	out, err := prepare.Output()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(lines) < 2 {
		return "", nil, strings.Join(lines, " ")
	}
	return lines[0], lines[1:], ""
}

func (b *bench) file(name string) string { return filepath.Join(b.work, name) }

// row tries everything with one peer.
func (b *bench) row(p peer, title string, command []string, largest int) string {
	began := time.Now()
	cells := []string{title}
	for _, m := range modes {
		if p.noClient {
			cells = append(cells, "–")
			continue
		}
		cells = append(cells, b.cell(p, m, p.fragments, func() []string { return b.theirClient(p, m, command, largest) }))
	}
	for _, m := range modes {
		if !p.server {
			cells = append(cells, "–")
			continue
		}
		cells = append(cells, b.cell(p, m, true, func() []string { return b.ourClient(p, m, command, largest) }))
	}
	fmt.Printf("%s: %.0f s\n", title, time.Since(began).Seconds())
	return "| " + strings.Join(cells, " | ") + " |"
}

// cell runs one combination; its troubles go to b.
func (b *bench) cell(p peer, m mode, fragments bool, run func() []string) string {
	if !p.can(m) {
		return "–"
	}
	b.runs++
	if troubles := run(); len(troubles) > 0 {
		for _, trouble := range troubles {
			b.failures = append(b.failures, p.name+", "+m.name+": "+trouble)
		}
		return "FAIL"
	}
	b.fine++
	cell := "OK"
	if fragments {
		cell += " f"
	}
	if p.compresses(m) {
		cell += " z"
	}
	return cell
}

// theirClient has the peer's client talk to our server, once with whole messages
// for answers and once with fragments.
func (b *bench) theirClient(p peer, m mode, command []string, largest int) (troubles []string) {
	for _, answers := range []string{"", answerFragment} {
		var ours []string
		if !m.deflate {
			ours = append(ours, "-x")
		}
		if m.tls {
			ours = append(ours, "-C", b.file("server.pem"), "-K", b.file("server.key"))
		}
		limit := largest
		if answers != "" {
			ours = append(ours, "-b", answers)
			limit = min(limit, 1<<20) // some peers bound the fragments of a message
		}
		s, err := serve(append([]string{b.echo}, ours...), nil)
		if err != nil {
			return append(troubles, "our server: "+err.Error())
		}
		env := []string{"LARGEST=" + strconv.Itoa(limit), deflateVariable(m)}
		if m.tls {
			env = append(env, "CA="+b.file("ca.pem"))
		}
		out := ask(append(slices.Clone(command), "client", address(m, s.port)), env)
		steps := wanted(limit, "text", "close")
		if p.fragments {
			steps = append(steps, "fragments", "pings")
		}
		for _, trouble := range judge(out, steps, p.compresses(m)) {
			troubles = append(troubles, "its client (answers "+map[bool]string{true: "whole", false: "in fragments"}[answers == ""]+"): "+trouble)
		}
		if end := s.stop(); end != "" {
			troubles = append(troubles, "our server: "+end)
		}
	}
	return troubles
}

// ourClient talks to the peer's server.
func (b *bench) ourClient(p peer, m mode, command []string, largest int) (troubles []string) {
	env := []string{deflateVariable(m)}
	if m.tls {
		env = append(env, "CERT="+b.file("server.pem"), "KEY="+b.file("server.key"))
	}
	s, err := serve(append(slices.Clone(command), "server"), env)
	if err != nil {
		return []string{"its server: " + err.Error()}
	}
	defer s.stop()
	ours := []string{b.drive, "-m", strconv.Itoa(largest)}
	if !m.deflate {
		ours = append(ours, "-x")
	}
	if m.tls {
		ours = append(ours, "-a", b.file("ca.pem"))
	}
	out := ask(append(ours, address(m, s.port)), nil)
	steps := wanted(largest, "text", "fragments", "fragments of text", "pings", "close")
	for _, trouble := range judge(out, steps, p.compresses(m)) {
		troubles = append(troubles, "its server: "+trouble)
	}
	return troubles
}

func deflateVariable(m mode) string {
	if m.deflate {
		return "DEFLATE=1"
	}
	return "DEFLATE=0"
}

func address(m mode, port string) string {
	if m.tls {
		return "wss://localhost:" + port + "/"
	}
	return "ws://127.0.0.1:" + port + "/"
}

// wanted are the steps that a client must take.
func wanted(largest int, more ...string) (steps []string) {
	for _, n := range sizes {
		if n <= largest {
			steps = append(steps, "size "+strconv.Itoa(n))
		}
	}
	return append(steps, more...)
}

// judge compares what a client printed with what it should have.
func judge(out string, steps []string, compressed bool) (troubles []string) {
	lines := strings.Split(out, "\n")
	var lacking []string
	for _, step := range steps {
		if !slices.Contains(lines, "ok "+step) {
			lacking = append(lacking, step)
		}
	}
	if len(lacking) > 0 {
		rest := slices.DeleteFunc(lines, func(line string) bool { return line == "" || strings.HasPrefix(line, "ok ") })
		troubles = append(troubles, "not done: "+strings.Join(lacking, ", ")+" ("+strings.Join(rest, "; ")+")")
	}
	agreed := map[bool]string{true: "deflate on", false: "deflate off"}[compressed]
	if !strings.Contains(out, agreed) {
		troubles = append(troubles, "wanted "+agreed)
	}
	return troubles
}

// ask runs a client to its end, and returns what it printed.
func ask(command, env []string) string {
	c := exec.Command(command[0], command[1:]...)
	c.Env = append(os.Environ(), env...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var out, errors bytes.Buffer
	c.Stdout, c.Stderr = &out, &errors
	if err := c.Start(); err != nil {
		return err.Error()
	}
	late := time.AfterFunc(clientPatience, func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
	err := c.Wait()
	late.Stop()
	if err != nil {
		fmt.Fprintln(&out, err)
		if lines := strings.Split(strings.TrimSpace(errors.String()), "\n"); lines[len(lines)-1] != "" {
			fmt.Fprintln(&out, lines[len(lines)-1])
		}
	}
	return out.String()
}

// server is one that runs.
type server struct {
	port string
	cmd  *exec.Cmd
	log  bytes.Buffer
	rest sync.WaitGroup
}

// serve starts a server, which prints its port.
func serve(command, env []string) (*server, error) {
	s := &server{cmd: exec.Command(command[0], command[1:]...)}
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	s.cmd.Stderr = &s.log
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line := make(chan string, 1)
	s.rest.Go(func() {
		in := bufio.NewScanner(stdout)
		for first := true; in.Scan(); first = false {
			if first {
				line <- in.Text()
			}
		}
		close(line)
	})
	select {
	case s.port = <-line:
	case <-time.After(serverPatience):
	}
	if _, err := strconv.Atoi(s.port); err != nil {
		s.stop()
		return nil, fmt.Errorf("it does not start: %s %s", s.port, s.log.String())
	}
	return s, nil
}

// stop ends the server, and tells if it did not end as it should.
func (s *server) stop() string {
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGTERM)
	late := time.AfterFunc(serverPatience, func() { syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) })
	s.rest.Wait()
	err := s.cmd.Wait()
	late.Stop()
	if err != nil {
		return err.Error() + " " + s.log.String()
	}
	return s.log.String()
}
