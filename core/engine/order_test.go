package engine

import (
	"net"
	"sync"
)

// wire orders what tests do on both sides of a socket: who has received something
// comes after who sent it. The race detector cannot see that, since the engine's
// system calls are raw.
var wire sync.Mutex

func touchWire() {
	wire.Lock()
	wire.Unlock() //nolint:staticcheck // its order is all that counts
}

// ordered is a peer's connection that touches the wire.
type ordered struct{ net.Conn }

func (o ordered) Read(p []byte) (int, error) {
	n, err := o.Conn.Read(p)
	touchWire()
	return n, err
}

func (o ordered) Write(p []byte) (int, error) {
	touchWire()
	return o.Conn.Write(p)
}
