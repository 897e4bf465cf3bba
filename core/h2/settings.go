package h2

import (
	"encoding/base64"
	"encoding/binary"
)

// Settings are the settings of one end, RFC 9113 §6.5.2 and RFC 8441 §3.
type Settings struct {
	HeaderTableSize       uint32
	EnablePush            uint32
	MaxConcurrentStreams  uint32
	InitialWindowSize     uint32
	MaxFrameSize          uint32
	MaxHeaderListSize     uint32
	EnableConnectProtocol uint32
}

const (
	// NoLimit is the value of settings that limit nothing.
	NoLimit = 1<<32 - 1

	minFrameSize  = 1 << 14
	maxFrameSize  = 1<<24 - 1
	defaultWindow = 1<<16 - 1
	maxWindow     = 1<<31 - 1

	noPriorities = 9 // SETTINGS_NO_RFC7540_PRIORITIES, RFC 9218 §2.1
	settingIDs   = 10
)

// DefaultSettings returns the values that hold until an end announces others.
func DefaultSettings() Settings {
	return Settings{
		HeaderTableSize:      4096,
		EnablePush:           1,
		MaxConcurrentStreams: NoLimit,
		InitialWindowSize:    defaultWindow,
		MaxFrameSize:         minFrameSize,
		MaxHeaderListSize:    NoLimit,
	}
}

// settingRule says where a setting goes and what values it may have.
type settingRule struct {
	field    func(*Settings) *uint32
	min, max uint32
	err      *Error
}

// settingRules is indexed by identifier; those without an error are ignored.
var settingRules = [settingIDs]settingRule{
	1:            {func(s *Settings) *uint32 { return &s.HeaderTableSize }, 0, NoLimit, ErrSettingValue},
	2:            {func(s *Settings) *uint32 { return &s.EnablePush }, 0, 1, ErrSettingValue},
	3:            {func(s *Settings) *uint32 { return &s.MaxConcurrentStreams }, 0, NoLimit, ErrSettingValue},
	4:            {func(s *Settings) *uint32 { return &s.InitialWindowSize }, 0, maxWindow, ErrInitialWindow},
	5:            {func(s *Settings) *uint32 { return &s.MaxFrameSize }, minFrameSize, maxFrameSize, ErrSettingValue},
	6:            {func(s *Settings) *uint32 { return &s.MaxHeaderListSize }, 0, NoLimit, ErrSettingValue},
	8:            {func(s *Settings) *uint32 { return &s.EnableConnectProtocol }, 0, 1, ErrSettingValue},
	noPriorities: {nil, 0, 1, ErrSettingValue},
}

// parse takes over the settings of a payload, whose length is right. They come
// from the server if fromServer is set.
func (s *Settings) parse(p []byte, fromServer bool) *Error {
	for ; len(p) >= settingLen; p = p[settingLen:] {
		id, v := binary.BigEndian.Uint16(p), binary.BigEndian.Uint32(p[2:])
		if id >= settingIDs || settingRules[id].err == nil {
			continue // §6.5.2: unknown ones are ignored
		}
		r := &settingRules[id]
		if v < r.min || v > r.max {
			return r.err
		}
		if r.field == nil {
			continue
		}
		f := r.field(s)
		// A server can't take pushes (§6.5.2), and extended CONNECT can't be
		// taken back (RFC 8441 §3).
		if f == &s.EnablePush && fromServer && v != 0 || f == &s.EnableConnectProtocol && v < *f {
			return ErrSettingValue
		}
		*f = v
	}
	return nil
}

// append writes the settings that differ from the defaults.
func (s *Settings) append(dst []byte) []byte {
	def := DefaultSettings()
	for id := range settingRules {
		if r := &settingRules[id]; r.field != nil && *r.field(s) != *r.field(&def) {
			dst = binary.BigEndian.AppendUint16(dst, uint16(id))
			dst = binary.BigEndian.AppendUint32(dst, *r.field(s))
		}
	}
	return dst
}

// clamp keeps settings of our own within the protocol's bounds and our limits,
// and turns off what the end does not do: nobody here takes pushes, and only a
// server is asked for extended CONNECT. A server does not mention push.
func (s *Settings) clamp(client bool) {
	s.HeaderTableSize = min(s.HeaderTableSize, MaxTableSize)
	s.InitialWindowSize = min(s.InitialWindowSize, maxWindow)
	s.MaxFrameSize = min(max(s.MaxFrameSize, minFrameSize), maxFrameSize)
	s.EnableConnectProtocol = min(s.EnableConnectProtocol, 1)
	s.EnablePush = 1
	if client {
		s.EnablePush, s.EnableConnectProtocol = 0, 0
	}
}

// AppendUpgrade writes the value of the HTTP2-Settings field that a client sends
// with an upgrade from HTTP/1.1, RFC 7540 §3.2.1.
func (s Settings) AppendUpgrade(dst []byte) []byte {
	s.clamp(true)
	return base64.RawURLEncoding.AppendEncode(dst, s.append(nil))
}
