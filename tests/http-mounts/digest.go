package main

import (
	"fmt"
	"os/exec"
	"strings"
)

// digestOfJoe is what htdigest makes of joe's password "secret" in the realm
// "private".
const digestOfJoe = "f5ae048994082e564bb6f51df1016ca6"

// digestByCurl lets curl prove who it is, and be refused.
func digestByCurl(s *server) error {
	if _, err := exec.LookPath("curl"); err != nil {
		fmt.Println("     (there is no curl)")
		return nil
	}
	for _, c := range []struct{ user, path, want string }{
		{"joe:secret", "/digest/seen?a=b%20c", "200"}, {"joe:wrong", "/digest/seen", "401"}, {"eve:secret", "/digest/seen", "401"},
		{"joe:secret", "/digest-cgi/environment", "200"}, {"joe:", "/digest-cgi/environment", "401"},
	} {
		out, err := exec.Command("curl", "-skg", "--digest", "--max-time", "10", "-u", c.user, "-w", "\n%{http_code}", s.base+c.path).CombinedOutput()
		text := string(out)
		if err != nil || !strings.HasSuffix(text, "\n"+c.want) {
			return fmt.Errorf("%s as %s: %v %s", c.path, c.user, err, out)
		}
		if c.want == "200" && strings.Contains(c.path, "cgi") && !(strings.Contains(text, "AUTH_TYPE=Digest\n") && strings.Contains(text, "REMOTE_USER=joe\n")) {
			return fmt.Errorf("the program does not know who asks: %s", text)
		}
	}
	if strings.HasPrefix(s.base, "https:") {
		// Over TLS curl 7.88 now and then closes the connection behind the whole
		// 401, with which it had to repeat its POST, and says that there was none.
		return nil
	}
	// A body. curl 7.88 loses responses when it does this more than once over one
	// HTTP/2 connection, so it is made to use HTTP/1.
	out, err := exec.Command("curl", "-sk", "--http1.1", "--digest", "--max-time", "10", "-u", "joe:secret", "-d", "a=b",
		s.base+"/digest/echo", s.base+"/digest/echo", s.base+"/digest/echo").CombinedOutput()
	if err != nil || string(out) != "a=ba=ba=b" {
		return fmt.Errorf("%v %s", err, out)
	}
	out, err = exec.Command("curl", "-sk", "--digest", "--max-time", "10", "-u", "joe:secret", "-d", "a=b", s.base+"/digest/echo").CombinedOutput()
	if err != nil || string(out) != "a=b" {
		return fmt.Errorf("%v %s", err, out)
	}
	return nil
}

// digestByPython is an implementation that has nothing to do with curl's.
func digestByPython(s *server) error {
	python, err := exec.LookPath("python3")
	if err != nil {
		fmt.Println("     (there is no python3)")
		return nil
	}
	const program = `
import sys, urllib.request as r
m = r.HTTPPasswordMgrWithDefaultRealm()
m.add_password(None, sys.argv[1], "joe", "secret")
o = r.build_opener(r.HTTPDigestAuthHandler(m))
for _ in range(3): print(o.open(sys.argv[1]).status)
`
	out, err := exec.Command(python, "-c", program, s.base+"/digest-cgi/environment").CombinedOutput()
	if err != nil || string(out) != "200\n200\n200\n" {
		return fmt.Errorf("%v %s", err, out)
	}
	return nil
}

func digestAsked(s *server) error {
	r, _, err := s.ask("GET", "/digest/seen", nil, "Authorization", "Basic am9lOnNlY3JldA==")
	if err != nil || r.StatusCode != 401 {
		return fmt.Errorf("%v, %v", r, err)
	}
	asked := r.Header.Values("WWW-Authenticate")
	if len(asked) != 2 || !strings.Contains(asked[0], "algorithm=SHA-256,") || !strings.Contains(asked[1], "algorithm=MD5,") ||
		!strings.Contains(asked[0], `realm="lwsws", qop="auth"`) {
		return fmt.Errorf("%q", asked)
	}
	if r, _, err = s.ask("GET", "/digest-cgi/", nil); err != nil {
		return err
	}
	asked = r.Header.Values("WWW-Authenticate")
	if r.StatusCode != 401 || len(asked) != 1 || !strings.Contains(asked[0], `realm="private"`) || !strings.Contains(asked[0], "algorithm=MD5,") {
		return fmt.Errorf("%v, %q", r, asked)
	}
	return nil
}
