package dns

import (
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
)

// settings are those of resolv.conf(5).
type settings struct {
	servers []netip.AddrPort
	search  []string // with their last dots
	dots    int
	tries   int
	wait    time.Duration
	overTCP bool
}

// serverPort is where name servers listen (RFC 1035 section 4.2).
const serverPort = 53

// readSettings understands what a resolv.conf says; the rest has no effect.
func readSettings(text string) settings {
	s := settings{dots: 1, tries: 2, wait: 5 * time.Second}
	for line := range strings.Lines(text) {
		if i := strings.IndexAny(line, "#;"); i >= 0 {
			line = line[:i]
		}
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "nameserver":
			if a, err := netip.ParseAddr(words[1]); err == nil && len(s.servers) < serversMost {
				s.servers = append(s.servers, netip.AddrPortFrom(a, serverPort))
			}
		case "domain":
			s.search = rooted(words[1:2])
		case "search":
			s.search = rooted(words[1:])
		case "options":
			for _, word := range words[1:] {
				s.option(word)
			}
		}
	}
	if len(s.servers) == 0 {
		s.servers = []netip.AddrPort{netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), serverPort)}
	}
	return s
}

func rooted(domains []string) (list []string) {
	for _, domain := range domains[:min(len(domains), searchMost)] {
		if domain = strings.ToLower(strings.Trim(domain, ".")); domain != "" {
			list = append(list, domain+".")
		}
	}
	return list
}

func (s *settings) option(word string) {
	key, value, _ := strings.Cut(word, ":")
	n, err := strconv.Atoi(value)
	switch {
	case key == "use-vc":
		s.overTCP = true
	case err != nil || n < 0:
	case key == "ndots":
		s.dots = min(n, dotsMost)
	case key == "timeout":
		s.wait = time.Duration(min(max(1, n), int(waitMost/time.Second))) * time.Second
	case key == "attempts":
		s.tries = min(max(1, n), triesMost)
	}
}

// names are those to ask for, in turn, when a program says name.
func (s *settings) names(name string) []string {
	name = strings.ToLower(name)
	if strings.HasSuffix(name, ".") {
		return []string{name}
	}
	var list []string
	for _, domain := range s.search {
		list = append(list, name+"."+domain)
	}
	if strings.Count(name, ".") >= s.dots {
		return append([]string{name + "."}, list...)
	}
	return append(list, name+".")
}

// systemOnly tells whether name servers and the hosts file are not all that this system
// knows of name, by its nsswitch.conf(5): then it is the system that has to be asked.
func systemOnly(nsswitch, name string) bool {
	local := !strings.Contains(strings.TrimSuffix(name, "."), ".") || strings.HasSuffix(strings.TrimSuffix(name, "."), ".local")
	for line := range strings.Lines(nsswitch) {
		line, _, _ = strings.Cut(line, "#")
		sources, found := strings.CutPrefix(strings.TrimSpace(line), "hosts:")
		if !found {
			continue
		}
		for _, source := range strings.Fields(sources) {
			switch {
			case source == "files" || source == "dns" || strings.ContainsAny(source, "[]=!"):
			case source == "myhostname" || source == "mymachines" || strings.HasPrefix(source, "mdns"):
				if local {
					return true
				}
			default:
				return true
			}
		}
	}
	return false
}

// contents of a settings file; "" when it has none.
func contents(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, settingsMost))
	if err != nil {
		return ""
	}
	return string(text)
}
