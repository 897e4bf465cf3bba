package header

import (
	"strings"
	"testing"
)

func TestTokenValues(t *testing.T) {
	// A few from each end of enum lws_token_indexes: one entry too many or too
	// few in between would move them.
	for tok, want := range map[Token]int{
		GetURI: 0, Host: 3, Version: 15, Cookie: 26, SecWebSocketKey: 32, ColonStatus: 39,
		SetCookie: 66, WWWAuthenticate: 72, PatchURI: 73, URIArgs: 76, Version10: 79,
		HeadURI: 82, DSSSignature: 87, ClientSentProtocols: 88, ClientALPN: 95, Count: 96,
	} {
		if int(tok) != want {
			t.Errorf("%q is %d, want %d", tok.Name(), tok, want)
		}
	}
}

func TestTokenNames(t *testing.T) {
	for tok, want := range map[Token]string{
		GetURI: "get ", Host: "host:", Challenge: "\r\n", Version: "http/1.1 ", ColonPath: ":path",
		PatchURI: "patch", URIArgs: "uri-args", DSSSignature: "x-amzn-dss-signature:", ClientSentProtocols: "",
	} {
		if tok.Name() != want || !tok.Named() {
			t.Errorf("token %d is %q (named %v), want %q", tok, tok.Name(), tok.Named(), want)
		}
	}
	for _, tok := range []Token{ClientPeerAddress, ClientALPN, Count, Unknown} {
		if tok.Named() || tok.Name() != "" {
			t.Errorf("token %d has the name %q", tok, tok.Name())
		}
	}
}

func TestLookup(t *testing.T) {
	found := 0
	for tok := Token(0); tok < Count; tok++ {
		name := strings.TrimSuffix(tok.Name(), ":")
		want := Unknown
		if tok.isField() {
			want = tok
			found++
		}
		if name == "" {
			continue
		}
		for _, n := range []string{name, strings.ToUpper(name), strings.ToUpper(name[:1]) + name[1:]} {
			if got := Lookup([]byte(n)); got != want {
				t.Errorf("Lookup(%q) = %d, want %d", n, got, want)
			}
		}
	}
	if found != 69 {
		t.Errorf("%d names of fields, want 69", found)
	}
	for _, n := range []string{"", "x-foo", "hos", "hostt", "uri-args", "put", "get ", ":path", "coo\xebie", "c@okie", "content_length"} {
		if got := Lookup([]byte(n)); got != Unknown {
			t.Errorf("Lookup(%q) = %d, want Unknown", n, got)
		}
	}
}

func TestLookupIsShort(t *testing.T) {
	run, longest := 0, 0
	for i := range 2 * lookupSlots {
		if lookupTable[i%lookupSlots] == Unknown {
			run = 0
			continue
		}
		if run++; run > longest {
			longest = run
		}
	}
	if longest > 8 {
		t.Errorf("a lookup may take %d comparisons", longest)
	}
}

func TestMethods(t *testing.T) {
	for m, name := range []string{"GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD"} {
		for _, n := range []string{name, strings.ToLower(name)} {
			if got := LookupMethod([]byte(n)); got != Method(m) {
				t.Errorf("LookupMethod(%q) = %d, want %d", n, got, m)
			}
		}
		if Method(m).String() != name {
			t.Errorf("method %d is %q, want %q", m, Method(m), name)
		}
	}
	for _, n := range []string{"", "GE", "GETT", "TRACE", "PRI", "G\x05T"} {
		if got := LookupMethod([]byte(n)); got != NoMethod {
			t.Errorf("LookupMethod(%q) = %d, want NoMethod", n, got)
		}
	}
}
