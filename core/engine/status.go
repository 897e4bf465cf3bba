package engine

import (
	"encoding/json"
	"sync/atomic"
)

// counters are what a vhost has served since it was made.
type counters struct {
	connections, requests, streams, upgrades, rejected atomic.Uint64
	// alive is how many connections there are now, of all threads.
	alive atomic.Int64
}

// count makes c one of its vhost's connections that are alive.
func (c *Conn) count() {
	c.counted = true
	c.Vhost.counters.alive.Add(1)
}

// uncount ends that, if it was one.
func (c *Conn) uncount() {
	if c.counted {
		c.counted = false
		c.Vhost.counters.alive.Add(-1)
	}
}

// vhostStatus is a vhost as the status pages of lws's programs know it.
type vhostStatus struct {
	Name string `json:"name"`
	Port int    `json:"port"`
	// TLS and StrictTransport are 0 or 1: that is what the pages compare with.
	TLS             int              `json:"use_ssl"`
	StrictTransport int              `json:"sts"`
	Alive           int              `json:"wsi_alive"`
	Connections     uint64           `json:"h1_conn"`
	Requests        uint64           `json:"h1_trans"`
	Streams         uint64           `json:"h2_trans"`
	Upgrades        uint64           `json:"ws_upg"`
	Rejected        uint64           `json:"rejected"`
	Mounts          []mountStatus    `json:"mounts"`
	Protocols       []protocolStatus `json:"protocols"`
}

type mountStatus struct {
	Point       string `json:"mountpoint"`
	Origin      string `json:"origin"`
	CacheMaxAge int    `json:"cache_max_age"`
	Reusable    int    `json:"cache_reuse"`
	Revalidate  int    `json:"cache_revalidate"`
	Shared      int    `json:"cache_intermediaries"`
}

type protocolStatus struct {
	Name  string `json:"name"`
	State string `json:"status"`
}

// contextStatus is the same of a context.
type contextStatus struct {
	Version    string        `json:"version"`
	Alive      int           `json:"wsi_alive"`
	Threads    int           `json:"count_threads"`
	Deprecated int           `json:"deprecated"`
	Vhosts     []vhostStatus `json:"vhosts,omitempty"`
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mountSchemes are what is in front of a mount's origin, by its kind.
var mountSchemes = [...]string{
	MountHTTP: "http://", MountHTTPS: "https://", MountFile: "file://", MountCGI: "cgi://",
	MountRedirectHTTP: ">http://", MountRedirectHTTPS: ">https://", MountCallback: "callback://",
}

func (v *Vhost) status() vhostStatus {
	s := vhostStatus{
		Name: v.Config.Name, Port: v.port, Alive: int(v.counters.alive.Load()), TLS: flag(v.tls.Load() != nil),
		StrictTransport: flag(v.Config.Options&OptionStrictTransport != 0),
		Connections:     v.counters.connections.Load(), Requests: v.counters.requests.Load(), Streams: v.counters.streams.Load(),
		Upgrades: v.counters.upgrades.Load(), Rejected: v.counters.rejected.Load(),
		Mounts: []mountStatus{}, Protocols: []protocolStatus{},
	}
	for _, m := range v.Config.Mounts {
		scheme := ""
		if int(m.Kind) < len(mountSchemes) {
			scheme = mountSchemes[m.Kind]
		}
		s.Mounts = append(s.Mounts, mountStatus{m.Point, scheme + m.Origin, m.CacheMaxAge,
			flag(m.CacheReusable), flag(m.CacheRevalidate), flag(m.CacheIntermediaries)})
	}
	for _, p := range v.Protocols {
		state := "ok"
		if p.Disabled {
			state = "disabled"
		}
		s.Protocols = append(s.Protocols, protocolStatus{p.Name, state})
	}
	return s
}

// StatusJSON is lws_json_dump_vhost.
func (v *Vhost) StatusJSON() ([]byte, error) { return json.Marshal(v.status()) }

// StatusJSON is lws_json_dump_context.
func (x *Context) StatusJSON(version string, deprecated, hideVhosts bool) ([]byte, error) {
	s := contextStatus{Version: version, Threads: len(x.Threads), Deprecated: flag(deprecated)}
	for _, v := range x.Vhosts() {
		one := v.status()
		s.Alive += one.Alive
		if !hideVhosts {
			s.Vhosts = append(s.Vhosts, one)
		}
	}
	return json.Marshal(s)
}
