// Package dns finds the addresses of names: in the hosts file and with name servers
// (RFC 1034, RFC 1035), whose answers it keeps for as long as they may be kept.
package dns

import "time"

// What a name server, or who pretends to be one, can make this machine do.
const (
	// messageMost is the longest message over TCP (RFC 1035 section 4.2.2).
	messageMost = 65535
	// datagramMost is the longest over UDP that servers are asked for: it fits any
	// path (RFC 9715 section 3.1). What is longer comes over TCP.
	datagramMost = 1232
	// strangersMost is how many datagrams that answer something else are overlooked
	// before the server is given up: whoever guesses sends many (RFC 5452 section 4).
	strangersMost = 100
	// recordsMost is how many records of an answer are looked at.
	recordsMost = 256
	// addressesMost is how many addresses of a name are used.
	addressesMost = 64
	// aliasesMost is how many names a name may lead through (RFC 1034 section 3.6.2
	// asks for an end to loops; CVE-2025-11678 and its like are about following them).
	aliasesMost = 16
	// keepMost is how long an answer is kept at most, whatever it says (RFC 2181
	// section 8, RFC 8767 section 4).
	keepMost = 24 * time.Hour
	// absentMost is that for names that don't exist (RFC 2308 section 5).
	absentMost = 15 * time.Minute
	// entriesMost is how many answers are kept.
	entriesMost = 1024
)

// Of this machine's own settings (resolv.conf(5)).
const (
	serversMost  = 8
	searchMost   = 16
	dotsMost     = 15
	triesMost    = 5
	waitMost     = 30 * time.Second
	settingsMost = 64 << 10
)
