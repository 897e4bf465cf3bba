package h1

import "github.com/golws/golws/core/header"

// What a peer may make us read before a message is complete. The room for
// values and the number of fields are limits of header.Table.
const (
	// MaxMethod is the longest method: the longest registered one has 17 bytes
	// (UPDATEREDIRECTREF); RFC 9112 §3 has longer ones answered with 501.
	MaxMethod = 24
	// MaxLeadingCRLF is how many empty lines may come before a request: old
	// clients send one behind a POST body (RFC 9112 §2.2).
	MaxLeadingCRLF = 4
	// MinTarget is the shortest limit on a request-target as received; RFC 9112
	// §3 recommends support for 8000 bytes.
	MinTarget = 8192
	// MinHead is the shortest limit on a whole head as received.
	MinHead = 64 << 10
	// MaxInterim is how many 1xx responses may come before the final one
	// (RFC 9110 §15.2 gives no limit).
	MaxInterim = 16

	// MaxContentLength keeps lengths and sums of them within an int64: lengths
	// above it, and with them all that would turn negative in a signed integer,
	// are refused (RFC 9112 §6.3).
	MaxContentLength = 1<<62 - 1
	// MaxChunkDigits is how many digits a chunk size may have, leading zeros
	// included (RFC 9112 §7.1 demands a limit).
	MaxChunkDigits = 16
	// MaxChunkOverhead is how many bytes of chunk framing a body may have beyond
	// what honest chunks need: RFC 9112 §7.1.1 asks for a limit on extensions
	// (CVE-2023-39326 is what happens without).
	MaxChunkOverhead = 16 << 10
	// chunkAllowance is the framing granted to each chunk, and one byte more for
	// each two of data.
	chunkAllowance = 16
	// MaxTrailer is the longest trailer section.
	MaxTrailer = 8 << 10
)

// Limits bound the size of one head as it is received.
type Limits struct {
	// Head is for the whole head, start line included.
	Head int
	// Target is for the request-target.
	Target int
}

// LimitsFor returns the limits that go with room for size bytes of values: each
// byte can be escaped with three in a target, and names and blanks that are not
// kept must not make a head endless.
func LimitsFor(size int) Limits {
	size = min(max(size, 0), header.MaxSize)
	return Limits{
		Head:   max(MinHead, 4*size),
		Target: max(MinTarget, 3*size),
	}
}
