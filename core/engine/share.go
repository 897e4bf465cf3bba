package engine

import "github.com/golws/golws/core/auth"

// share is what one service thread keeps of a vhost's: connections that belong to
// the thread, and what only their owner asks for.
type share struct {
	leaders   []*Conn            // client connections that others may share
	idle      map[string][]*Conn // connections to back ends, see proxy_keep.go
	idleCount int
	digests   map[string]*auth.Digest // of servers, for the requests of clients
}

// vhostShare is what its thread keeps of its vhost.
func (c *Conn) vhostShare() *share { return &c.Vhost.shares[c.thread.Index] }
