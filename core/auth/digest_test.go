package auth

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestChallenges(t *testing.T) {
	list, err := Challenges(`Basic realm="a, \"b\"", Negotiate YWJj==, Digest realm=x ,nonce = "n" , qop="auth,auth-int",, Bearer`)
	if err != nil || len(list) != 4 {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, c := range []struct{ scheme, token, name, value string }{
		{"basic", "", "realm", `a, "b"`}, {"negotiate", "YWJj==", "", ""}, {"digest", "", "nonce", "n"}, {"bearer", "", "", ""},
	} {
		got := &list[i]
		if value, _ := got.Param(c.name); got.Scheme != c.scheme || got.Token != c.token || value != c.value {
			t.Errorf("challenge %d: %+v", i, got)
		}
	}
	for _, bad := range []string{
		`Digest realm="x`, `Digest realm="x\`, `Digest a=b, realm=`, `Digest realm="a" nonce="b"`, `Digest realm=a, realm=b`, `=`, `"x"`,
		`Digest ` + strings.Repeat("a=b", 1) + strings.Repeat(", b", 40), "Digest a=\"\x00\"",
		"Digest x0=1" + manyParams(paramsMost+1),
	} {
		if list, err := Challenges(bad); err == nil {
			t.Errorf("%q: accepted as %+v", bad, list)
		}
	}
}

func manyParams(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(", y")
		b.WriteByte(byte('a' + i%26))
		b.WriteByte(byte('a' + i/26))
		b.WriteString("=1")
	}
	return b.String()
}

// RFC 7616 section 3.9.1.
func TestDigestExample(t *testing.T) {
	const nonce, cnonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
	for name, want := range map[string]string{
		"MD5":     "8ca523f5e9506fed4657c9700eebdbec",
		"SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		list, err := Challenges(`Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=` + name +
			`, nonce="` + nonce + `", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`)
		if err != nil {
			t.Fatal(err)
		}
		d, err := ChooseDigest(list)
		if err != nil {
			t.Fatal(err)
		}
		d.cnonce = cnonce
		got := d.Answer("Mufasa", "Circle of Life", "GET", "/dir/index.html")
		if !strings.Contains(got, `response="`+want+`"`) || !strings.Contains(got, "nc=00000001,") {
			t.Errorf("%s: %s", name, got)
		}
		if next := d.Answer("Mufasa", "Circle of Life", "GET", "/"); !strings.Contains(next, "nc=00000002,") {
			t.Errorf("the second answer: %s", next)
		}
	}
}

func TestChooseDigest(t *testing.T) {
	for field, want := range map[string]string{
		`Digest realm=a, nonce=n, qop=auth, Digest realm=a, nonce=n, qop=auth, algorithm=SHA-256`: "SHA-256",
		`Digest realm=a, nonce=n, qop=auth, algorithm=SHA-256, Digest realm=a, nonce=n, qop=auth`: "SHA-256",
		`Digest realm=a, nonce=n, algorithm=md5-sess, qop="auth"`:                                 "MD5",
		`Digest realm=a, nonce=n`:                            "MD5",
		`Digest realm=a, nonce=n, qop="auth-int"`:            "",
		`Digest realm=a, nonce=n, algorithm=SHA-1, qop=auth`: "",
		`Digest realm=a, qop=auth`:                           "",
		`Digest nonce=a, qop=auth`:                           "",
		`Basic realm=a`:                                      "",
		`Digest realm=a, nonce=n, algorithm=x, qop=auth, Digest realm=a, nonce=n, algorithm=MD5-sess, qop=auth`: "MD5",
	} {
		list, err := Challenges(field)
		if err != nil {
			t.Fatal(err)
		}
		d, err := ChooseDigest(list)
		got := ""
		if err == nil {
			got = d.algorithm.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
}

// What the client's side answers, the server's grants, once.
func TestGuard(t *testing.T) {
	g := NewGuard()
	people := parseSecrets([]byte("# people\nann:pass \"word\nbob:staff:" + MD5.Secret("bob", "staff", "x") + "\neve:other:" +
		SHA256.Secret("eve", "other", "y") + "\nbad:staff:nohash\nnul::" + MD5.Secret("nul", "", "z") + "\n"))
	if people.Realm != "staff" || len(people.Algorithms()) != 2 {
		t.Fatalf("%+v", people)
	}
	secret := func(user string, a Algorithm) (string, bool) { return people.Find(user, "staff", a) }
	const now = int64(1e12)
	ask := func(user, password string, a Algorithm, now int64) (string, *Digest) {
		list, err := Challenges(g.Challenge("staff", a, false, now))
		if err != nil {
			t.Fatal(err)
		}
		d, err := ChooseDigest(list)
		if err != nil {
			t.Fatal(err)
		}
		return d.Answer(user, password, "GET", "/a?b"), d
	}
	check := func(field string, now int64) Verdict {
		_, v := g.Check([]byte(field), "staff", "GET", "/a?b", now, secret)
		return v
	}
	for _, c := range []struct {
		user, password string
		a              Algorithm
		want           Verdict
	}{
		{"ann", `pass "word`, MD5, Granted}, {"ann", `pass "word`, SHA256, Granted}, {"ann", "pass", MD5, Denied},
		{"bob", "x", MD5, Granted}, {"bob", "x", SHA256, Denied}, {"eve", "y", SHA256, Denied}, {"bad", "nohash", MD5, Denied},
		{"nobody", "", MD5, Denied}, {"nul", "z", MD5, Denied}, {"nul", MD5.Secret("nul", "", "z"), MD5, Denied},
	} {
		field, _ := ask(c.user, c.password, c.a, now)
		if v := check(field, now); v != c.want {
			t.Errorf("%s, %s: verdict %d, want %d", c.user, c.a, v, c.want)
		}
	}
	field, d := ask("bob", "x", MD5, now)
	if check(field, now) != Granted || check(field, now) != Stale {
		t.Error("the same answer is taken twice")
	}
	second, third := d.Answer("bob", "x", "GET", "/a?b"), d.Answer("bob", "x", "GET", "/a?b")
	if check(third, now) != Granted || check(second, now) != Granted || check(second, now) != Stale {
		t.Error("requests that overtake each other")
	}
	if check(d.Answer("bob", "x", "GET", "/a?b"), now+nonceLife+1) != Stale {
		t.Error("an old nonce is taken")
	}
	fresh, _ := ask("bob", "x", MD5, now)
	for _, c := range []struct{ from, to string }{
		{"/a?b", "/a?c"}, {`realm="staff"`, `realm="other"`}, {"nc=", "nc=0"}, {"qop=auth", "qop=auth-int"}, {"Digest", "Basic"},
		{"algorithm=MD5", "algorithm=MD5-sess"}, {`username="bob"`, `username=""`}, {"cnonce", "xnonce"},
	} {
		if v := check(strings.Replace(fresh, c.from, c.to, 1), now); v != Malformed {
			t.Errorf("%q as %q: verdict %d", c.from, c.to, v)
		}
	}
	foreign := NewGuard()
	list, _ := Challenges(foreign.Challenge("staff", MD5, false, now))
	d, _ = ChooseDigest(list)
	if v := check(d.Answer("bob", "x", "GET", "/a?b"), now); v != Stale {
		t.Errorf("another guard's nonce: verdict %d", v)
	}
}

// A nonce that had to be forgotten can't be used again.
func TestGuardForgets(t *testing.T) {
	g := NewGuard()
	secret := func(user string, a Algorithm) (string, bool) { return a.Secret(user, "r", "p"), true }
	var first string
	for i := range 3 * noncesMost {
		now := int64(1e12) + int64(i)
		list, _ := Challenges(g.Challenge("r", MD5, false, now))
		d, _ := ChooseDigest(list)
		field := d.Answer("u", "p", "GET", "/")
		if i == 0 {
			first = field
		}
		if _, v := g.Check([]byte(field), "r", "GET", "/", now, secret); v != Granted {
			t.Fatalf("answer %d: verdict %d", i, v)
		}
	}
	if len(g.used) > noncesMost {
		t.Errorf("%d nonces are remembered", len(g.used))
	}
	if _, v := g.Check([]byte(first), "r", "GET", "/", 1e12+3*noncesMost, secret); v != Stale {
		t.Errorf("the first answer again: verdict %d", v)
	}
}

func TestReadSecrets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people")
	if _, err := ReadSecrets(path); err == nil {
		t.Error("a missing file is no error")
	}
	if err := os.WriteFile(path, []byte("joe:secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := s.Find("joe", "r", SHA256); !ok || got != SHA256.Secret("joe", "r", "secret") {
		t.Error(got, ok)
	}
}

func FuzzChallenges(f *testing.F) {
	f.Add(`Basic realm="a, \"b\"", Negotiate YWJj==, Digest realm=x ,nonce = "n" , qop="auth,auth-int",, Bearer`)
	f.Fuzz(func(t *testing.T, field string) {
		list, err := Challenges(field)
		if err != nil {
			return
		}
		if len(list) > challengesMost {
			t.Errorf("%d challenges", len(list))
		}
		if d, err := ChooseDigest(list); err == nil {
			answer := d.Answer("user", "password", "GET", "/")
			if _, err := Challenges(answer); err != nil {
				t.Errorf("%q: the answer %q can't be read", field, answer)
			}
			if strings.ContainsAny(answer, "\r\n\x00") {
				t.Errorf("%q: the answer %q breaks the header", field, answer)
			}
		}
		NewGuard().Check([]byte(field), "r", "GET", "/", 1, func(string, Algorithm) (string, bool) { return "", false })
	})
}
