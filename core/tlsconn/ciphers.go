package tlsconn

import (
	"crypto/tls"
	"slices"
	"strings"
)

// suites are OpenSSL's names of the TLS 1.2 suites that crypto/tls has.
var suites = map[string]uint16{
	"ECDHE-ECDSA-AES128-GCM-SHA256": tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	"ECDHE-ECDSA-AES256-GCM-SHA384": tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	"ECDHE-RSA-AES128-GCM-SHA256":   tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	"ECDHE-RSA-AES256-GCM-SHA384":   tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	"ECDHE-ECDSA-CHACHA20-POLY1305": tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	"ECDHE-RSA-CHACHA20-POLY1305":   tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	"ECDHE-ECDSA-AES128-SHA256":     tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
	"ECDHE-RSA-AES128-SHA256":       tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
	"ECDHE-ECDSA-AES128-SHA":        tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
	"ECDHE-ECDSA-AES256-SHA":        tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
	"ECDHE-RSA-AES128-SHA":          tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
	"ECDHE-RSA-AES256-SHA":          tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
	"AES128-GCM-SHA256":             tls.TLS_RSA_WITH_AES_128_GCM_SHA256,
	"AES256-GCM-SHA384":             tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
	"AES128-SHA256":                 tls.TLS_RSA_WITH_AES_128_CBC_SHA256,
	"AES128-SHA":                    tls.TLS_RSA_WITH_AES_128_CBC_SHA,
	"AES256-SHA":                    tls.TLS_RSA_WITH_AES_256_CBC_SHA,
}

// kinds are OpenSSL's words for several suites, as parts of the suites' names. A
// word without parts is for all.
var kinds = map[string][]string{
	"ALL": {}, "DEFAULT": {}, "HIGH": {},
	"TLSv1.2": {"GCM", "POLY1305", "SHA256", "SHA384"}, "TLSv1": {"-SHA$"}, "TLSv1.0": {"-SHA$"}, "SSLv3": {"-SHA$"},
	"ECDHE": {"ECDHE-"}, "EECDH": {"ECDHE-"}, "kECDHE": {"ECDHE-"}, "kEECDH": {"ECDHE-"},
	"RSA": {"^AES"}, "kRSA": {"^AES"}, "aRSA": {"-RSA-", "^AES"},
	"ECDSA": {"-ECDSA-"}, "aECDSA": {"-ECDSA-"},
	"AES": {"AES"}, "AES128": {"AES128"}, "AES256": {"AES256"}, "AESGCM": {"GCM"}, "CHACHA20": {"CHACHA20"},
	"SHA": {"-SHA$"}, "SHA1": {"-SHA$"}, "SHA256": {"AES128-SHA256"}, "SHA384": {"AES256-SHA384"},
}

// is tells that a suite's name has one of the parts, as they begin with ^ or end
// with $.
func is(name string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains("^"+name+"$", part) {
			return true
		}
	}
	return len(parts) == 0
}

// selected are the names that a word of a list is for: suites themselves, or
// kinds, several of them joined by + for those of all. known is false for a word
// that has neither.
func selected(word string) (names []string, known bool) {
	if _, ok := suites[word]; ok {
		return []string{word}, true
	}
	for i, part := range strings.Split(word, "+") {
		parts, ok := kinds[part]
		if !ok {
			return nil, false
		}
		if i == 0 {
			for _, suite := range tls.CipherSuites() {
				if name, ok := suiteName(suite.ID); ok {
					names = append(names, name)
				}
			}
		}
		names = slices.DeleteFunc(names, func(name string) bool { return !is(name, parts) })
	}
	return names, true
}

func suiteName(id uint16) (string, bool) {
	for name, suite := range suites {
		if suite == id {
			return name, true
		}
	}
	return "", false
}

// Suites reads a cipher list in OpenSSL's notation. Kinds are for the suites that
// crypto/tls has by itself, in its order; others have to be named. ignored are the
// words that have no counterpart. A list that leaves nothing leaves the choice to
// crypto/tls.
func Suites(list string) (allowed []uint16, ignored []string) {
	never := map[string]bool{}
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(":,; ", r) }) {
		names, known := selected(strings.TrimLeft(word, "!-+"))
		switch word[0] {
		case '!', '-':
			for _, name := range names {
				never[name] = never[name] || word[0] == '!'
				allowed = slices.DeleteFunc(allowed, func(id uint16) bool { return id == suites[name] })
			}
		case '+': // their place in the order
		default:
			if !known {
				if word != "@STRENGTH" { // the order, too
					ignored = append(ignored, word)
				}
				continue
			}
			for _, name := range names {
				if id := suites[name]; !never[name] && !slices.Contains(allowed, id) {
					allowed = append(allowed, id)
				}
			}
		}
	}
	return allowed, ignored
}

// curves are OpenSSL's names of the groups that key shares come from; all of them
// are offered, whichever is asked for.
var curves = []string{"prime256v1", "P-256", "secp256r1", "secp384r1", "P-384", "secp521r1", "P-521", "X25519", "x25519"}

// suites13 are TLS 1.3's, all of which are offered.
var suites13 = []string{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}

// applySuites chooses what config may use: by list, in OpenSSL's notation, or by
// ids if there are any. ineffective names what has no counterpart.
func applySuites(config *tls.Config, list, list13 string, ids []uint16) (ineffective []string) {
	allowed, ignored := Suites(list)
	if len(ids) > 0 {
		allowed, ignored = known(ids), nil
		if len(allowed) == 0 {
			ineffective = append(ineffective, "the choice of TLS 1.2 ciphers, none of which exists here")
		}
	}
	config.CipherSuites = allowed
	switch {
	case len(ignored) > 0:
		ineffective = append(ineffective, "of the cipher list "+strings.Join(ignored, " "))
	case list != "" && len(allowed) == 0:
		ineffective = append(ineffective, "the cipher list "+list+", which leaves none")
	}
	for _, suite := range suites13 {
		if list13 != "" && !strings.Contains(list13, suite) {
			return append(ineffective, "the choice of TLS 1.3's ciphers "+list13)
		}
	}
	return ineffective
}

// ineffectiveText is one warning for all that has no effect, nil without any.
func ineffectiveText(ineffective []string) []string {
	if len(ineffective) == 0 {
		return nil
	}
	return []string{"of the TLS settings these have no effect: " + strings.Join(ineffective, "; ")}
}

// known are those of ids that crypto/tls has.
func known(ids []uint16) (list []uint16) {
	for _, id := range ids {
		if _, ok := suiteName(id); ok {
			list = append(list, id)
		}
	}
	return list
}

// OpenSSL's SSL_OP_ bits that mean something here.
const (
	opNoTicket = 1 << 14
	opNoTLS12  = 1 << 27
	opNoTLS13  = 1 << 29
	// opMatched are bits that describe what crypto/tls does anyway:
	// workarounds, SSLv2, SSLv3 and older TLS off, no compression, the server's
	// preference of ciphers, single use of key shares, no renegotiation.
	opMatched = 0x80000fff | 1<<16 | 1<<17 | 1<<19 | 1<<20 | 1<<22 | 1<<24 | 1<<25 | 1<<26 | 1<<28 | 1<<30
)

// ApplyOptions makes set and clear, SSL_OP_ bits, settings of config. rest are
// the bits without a counterpart.
func ApplyOptions(config *tls.Config, set, clear uint64) (rest uint64) {
	on := set &^ clear
	config.MinVersion = tls.VersionTLS12
	if on&opNoTicket != 0 {
		config.SessionTicketsDisabled = true
	}
	if on&opNoTLS13 != 0 {
		config.MaxVersion = tls.VersionTLS12
	}
	if on&opNoTLS12 != 0 {
		config.MinVersion = tls.VersionTLS13
	}
	return on &^ (opNoTicket | opNoTLS12 | opNoTLS13 | opMatched)
}
