package tlsconn

import (
	"crypto/tls"
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

// Suites reads a cipher list in OpenSSL's notation. Suites that it names alone
// are allowed; ignored are the words that have no counterpart. A list that
// names classes ("HIGH") or nothing known leaves the choice to crypto/tls.
func Suites(list string) (allowed []uint16, ignored []string) {
	classes := false
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(":,; ", r) }) {
		if id, ok := suites[word]; ok {
			allowed = append(allowed, id)
			continue
		}
		if _, excluded := suites[strings.TrimLeft(word, "!-")]; !excluded && word[0] != '!' && word[0] != '-' {
			switch word {
			case "DEFAULT", "ALL", "HIGH", "ECDHE", "EECDH", "AESGCM", "ECDHE+AESGCM", "EECDH+AESGCM":
				classes = true
			}
		}
		ignored = append(ignored, word)
	}
	if classes {
		return nil, ignored
	}
	return allowed, ignored
}

// known are those of ids that crypto/tls has.
func known(ids []uint16) (list []uint16) {
	for _, id := range ids {
		for _, suite := range suites {
			if suite == id {
				list = append(list, id)
			}
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
