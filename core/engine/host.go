// Package engine is libwebsockets' model of the world: contexts that hold
// vhosts, vhosts that hold protocols and mounts, and connections that move
// bytes between sockets and protocol machines and tell a Host about it.
//
// Everything here runs on the service thread that owns the connection, except
// where a comment says otherwise.
package engine

import (
	"crypto/x509"

	"github.com/golws/golws/core/loop"
	"github.com/golws/golws/core/tlsconn"
)

// Level is the importance of a log line: one bit of lws's LLL_* set.
type Level int

const (
	LevelErr    Level = 1 << 0
	LevelWarn   Level = 1 << 1
	LevelNotice Level = 1 << 2
	LevelInfo   Level = 1 << 3
	LevelDebug  Level = 1 << 4
)

// Host is the program around the engine. The bridge implements it by calling
// the C callbacks of the program's protocols.
//
// A []byte that the Host is given is valid during the call only, and is
// followed in memory by a zero byte unless it is empty.
type Host interface {
	ExtensionHost

	// Callback calls the callback of p, or of c's own protocol when p is nil.
	// The result is the program's; by lws's rule non-zero means "close".
	Callback(c *Conn, p *Protocol, r Reason, in []byte) int
	// CallbackValue is Callback for reasons whose in is a number (a
	// descriptor) and whose len is value.
	CallbackValue(c *Conn, p *Protocol, r Reason, in uintptr, n int) int
	// CallbackAppend lets the program append to room, which it sees as a
	// pointer that it may advance; used is how much it appended.
	CallbackAppend(c *Conn, p *Protocol, r Reason, room []byte) (used, result int)
	// CallbackReceives is Callback for each of several pieces, which are whole
	// messages. It stops behind one for which the result is not zero or which makes
	// Halts so. told is how many the program had; result is that of the last.
	CallbackReceives(c *Conn, r Reason, row []Piece) (told, result int)
	// CallbackWriteables is Callback for a WebSocket's WRITEABLE, repeated as
	// long as the program asks for it again, up to most times. The Host may
	// collect what the program writes meanwhile, and writes it before it
	// returns.
	CallbackWriteables(c *Conn, r Reason, most int) int
	// Turning says that a turn of t begins or ends. During a turn the Host may
	// collect requests for WRITEABLE instead of calling RequestWriteable.
	Turning(t *Thread, begins bool)
	// Asked appends the connections with a collected request to list and
	// forgets the requests.
	Asked(t *Thread, list []*Conn) []*Conn
	// AskedAgain tells whether c has a collected request, and forgets it.
	AskedAgain(c *Conn) bool
	// PollChanged tells a program that has a poll loop of its own that c's
	// descriptor came (ReasonAddPollFD), went, or waits for other conditions.
	PollChanged(c *Conn, r Reason, ev, prev loop.Events)
	// VhostCallback calls p's callback, on thread t, for the vhost itself; options
	// are p's per-vhost options.
	VhostCallback(t *Thread, v *Vhost, p *Protocol, r Reason) int
	// HasIssuers tells whether the program may know a CA that a server needs.
	HasIssuers() bool
	// AskIssuer asks it for one by its subject key identifier. answer is called
	// once, on any thread, unless withdraw is called before; that is nil when the
	// program knows none.
	AskIssuer(t *Thread, key []byte, answer func(*x509.Certificate)) (withdraw func())
	// CertificateAges tells p, which is one of w's, how many days v's certificate
	// is still valid, 0 if it has none.
	CertificateAges(t *Thread, v, w *Vhost, p *Protocol, days int)
	// Verifying asks what the program makes of the certificate that c's peer
	// shows: true accepts it, or what is wrong with it. former is what was wrong
	// with it before, and was accepted; left is what the program leaves wrong.
	Verifying(c *Conn, v *tlsconn.Verification, former tlsconn.VerifyCode) (accepted bool, left tlsconn.VerifyCode)
	// AcceptCallback calls p's callback about a connection that does not
	// exist yet: fd is the accepted descriptor.
	AcceptCallback(t *Thread, v *Vhost, p *Protocol, r Reason, fd int) int

	// CallbackText is Callback for reasons whose in is a C string and whose
	// len is something else, or 0.
	CallbackText(c *Conn, p *Protocol, r Reason, in string, n int) int
	// CallbackAccess is Callback for CHECK_ACCESS_RIGHTS to path, with the mask
	// of its mount.
	CallbackAccess(c *Conn, p *Protocol, path []byte, mask uint32) int
	// CallbackPage is Callback for PROCESS_HTML: the page's next n bytes are in
	// room, behind at bytes that the program may grow into. It tells where in
	// room what it made of them is.
	CallbackPage(c *Conn, p *Protocol, room []byte, at, n int, final, chunked bool) (page []byte, result int)
	// CallbackCGI is Callback for what a CGI program that answers c's request does.
	CallbackCGI(c *Conn, r Reason, e *CGIEvent) int
	// CallbackChild tells parent's callback that child is closing; it is about
	// child, with parent's session data.
	CallbackChild(parent, child *Conn)
	// TLSEvent is Callback for an event of TLS.
	TLSEvent(c *Conn, event int) int
	// CallbackSelf is Callback for reasons whose in is c's protocol.
	CallbackSelf(c *Conn, p *Protocol, r Reason) int

	// Opened is called once for each new connection, before any Callback.
	// false means that there is no memory for another one.
	Opened(c *Conn) bool
	// Attached is called when c has got a descriptor after it was opened, or
	// turns out not to speak TLS.
	Attached(c *Conn)
	// Bind gives c the protocol p, with fresh zeroed session data: nothing of
	// an earlier request is left in it.
	Bind(c *Conn, p *Protocol)
	// Rehosted is called when c has moved to another vhost, or to another of its
	// protocols, without being bound to it yet.
	Rehosted(c *Conn)
	// EnsureSession makes session data for c's protocol if there are none.
	EnsureSession(c *Conn)
	// DropSession forgets the program's session data of c.
	DropSession(c *Conn)
	// HasSession tells whether the program keeps anything for c.
	HasSession(c *Conn) bool
	// Reparented is called when c's parent has changed.
	Reparented(c, former *Conn)
	// Closed is called once, after the last Callback: c's handle is stale.
	Closed(c *Conn)
	// VhostClosed is the same for a vhost.
	VhostClosed(v *Vhost)

	// Log emits one line on behalf of c, v (either may be nil).
	Log(level Level, c *Conn, v *Vhost, text string)
	// Wants tells whether anybody reads lines of that level, so that one
	// nobody reads is not even formatted.
	Wants(level Level) bool
}
