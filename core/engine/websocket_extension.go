package engine

import (
	"strings"
	"unsafe"

	"github.com/golws/golws/core/ws"
)

// Extension is a WebSocket extension that a vhost offers and accepts.
type Extension struct {
	Name string
	// Offer is what its clients send.
	Offer string
	// Handle is the program's entry for it, for the Host.
	Handle unsafe.Pointer
	// Own: the program has a callback of its own, which transforms what is sent
	// and received. Otherwise it is permessage-deflate as the engine has it.
	Own bool
}

// ExtensionOption is an option that a program's extension knows.
type ExtensionOption struct {
	Name string
	Kind OptionKind
}

// OptionKind is what an option takes: enum lws_ext_options_types.
type OptionKind uint8

// The kinds of options, in the order of the enum.
const (
	OptionNone OptionKind = iota
	OptionNumber
	OptionMayNumber
)

// The results of PAYLOAD_RX and PAYLOAD_TX that mean something to the caller.
// Any other result that is not negative means that the payload is done.
const (
	ExtensionFailed      = -1
	ExtensionIdle        = 1 // nothing was there to do
	ExtensionPending     = 2 // there is more to be had without more input
	ExtensionDone        = 3 // all was taken; the message goes on
	ExtensionDoneMessage = 4 // all was taken, and the message ends
	ExtensionPasses      = 5 // none of the extension's business
)

// ExtensionHost is the part of a Host that calls extensions of the program.
type ExtensionHost interface {
	// CallbackExtensionDefaults is Callback for WS_EXT_DEFAULTS: the program may
	// write a C string of options for the extension into room.
	CallbackExtensionDefaults(c *Conn, name string, room []byte) int
	// ConstructExtension asks e to serve c. user is what e keeps for it.
	ConstructExtension(c *Conn, e *Extension) (user uintptr, options []ExtensionOption, ok bool)
	// ExtensionOption tells a that the option with that index was negotiated.
	ExtensionOption(c *Conn, a *ActiveExtension, index int, value string)
	// ConfirmExtension asks whether a agrees with its options.
	ConfirmExtension(c *Conn, a *ActiveExtension) bool
	// NameExtensionOption is lws_set_extension_option.
	NameExtensionOption(c *Conn, a *ActiveExtension, name, value string) int
	// DestroyExtension ends a's work for c.
	DestroyExtension(c *Conn, a *ActiveExtension)
	// TransformReceived gives a payload that came. out is a's memory, or in,
	// until a is called again.
	TransformReceived(c *Conn, a *ActiveExtension, in []byte) (out []byte, result int)
	// TransformSent is the same for payload that the program writes as op.
	TransformSent(c *Conn, a *ActiveExtension, op ws.Opcode, more bool, in []byte) (out []byte, result int)
	// PresendExtension shows a the frame that is about to be sent, which it may
	// change or replace.
	PresendExtension(c *Conn, a *ActiveExtension, frame []byte) (sent []byte, result int)
}

// extension finds an extension of the vhost.
func (v *Vhost) extension(name string) *Extension {
	for i := range v.Config.Extensions {
		if v.Config.Extensions[i].Name == name {
			return &v.Config.Extensions[i]
		}
	}
	return nil
}

// hasOwnExtensions tells that a callback of the program takes part.
func (v *Vhost) hasOwnExtensions() bool {
	for i := range v.Config.Extensions {
		if v.Config.Extensions[i].Own {
			return true
		}
	}
	return false
}

// negotiated is the outcome of the extensions' negotiation for c.
type negotiated struct {
	// deflate: permessage-deflate is in use, and not by the program's callback.
	deflate bool
	params  ws.DeflateParams
	// defaults are options that the program has set for it.
	defaults string
}

// acceptExtensions asks the program about the extensions that a client offers
// (RFC 6455 section 9.1). response is what the answer says of them.
func (c *Conn) acceptExtensions(offers string) (n negotiated, response string) {
	if len(c.Vhost.Config.Extensions) == 0 || offers == "" {
		return n, ""
	}
	var accepted []string
	seen := map[string]bool{}
	l := ws.Extensions(offers)
	var offer ws.Extension
	for l.Next(&offer) {
		e := c.Vhost.extension(offer.Name)
		if e == nil || seen[e.Name] {
			continue
		}
		seen[e.Name] = true
		if c.host().CallbackText(c, nil, ReasonConfirmExtensionOkay, e.Name, 0) != 0 || c.closed {
			return n, strings.Join(accepted, ", ")
		}
		text, ok := "", true
		if e.Name == ws.DeflateName {
			n.params, text, ok = ws.AcceptDeflate(offers, ws.DeflateParams{})
		}
		if !ok {
			continue
		}
		if c.Vhost.hasOwnExtensions() {
			text, ok = c.acceptOwn(e, &offer, text)
		} else {
			n.deflate = true
		}
		if c.closed {
			return n, ""
		}
		if ok {
			accepted = append(accepted, text)
		}
	}
	return n, strings.Join(accepted, ", ")
}

// acceptOwn constructs e for c. agreed is what RFC 7692 makes of the offer; of
// any other extension the options that it knows are agreed upon.
func (c *Conn) acceptOwn(e *Extension, offer *ws.Extension, agreed string) (response string, ok bool) {
	a := c.construct(e)
	if a == nil {
		return "", false
	}
	terms := offer
	if agreed != "" {
		l := ws.Extensions(agreed)
		terms = new(ws.Extension)
		l.Next(terms)
	}
	response = e.Name
	for _, p := range terms.Params() {
		i := a.option(p)
		if i < 0 {
			continue // as in lws; what the answer does not name does not apply
		}
		c.host().ExtensionOption(c, a, i, p.Value)
		response += "; " + p.Name
		if p.HasValue {
			response += "=" + p.Value
		}
	}
	if agreed != "" {
		response = agreed
	}
	return response, true
}

// construct begins e's work for c; nil when it declines.
func (c *Conn) construct(e *Extension) *ActiveExtension {
	user, options, ok := c.host().ConstructExtension(c, e)
	if !ok || c.closed {
		return nil
	}
	if c.extensions == nil {
		c.extensions = &extensionChain{}
	}
	x := c.extensions
	x.active = append(x.active, ActiveExtension{Extension: e, User: user, options: options})
	return &x.active[len(x.active)-1]
}

// option is the index of the option that p names with a fitting value, -1 if none.
func (a *ActiveExtension) option(p ws.Param) int {
	for i, o := range a.options {
		if o.Name != p.Name {
			continue
		}
		digits := p.Value != "" && strings.Trim(p.Value, "0123456789") == ""
		fits := [...]bool{
			OptionNone:      !p.HasValue,
			OptionNumber:    p.HasValue && digits,
			OptionMayNumber: !p.HasValue || digits,
		}
		if int(o.Kind) < len(fits) && fits[o.Kind] {
			return i
		}
	}
	return -1
}

// offerExtensions is what c's handshake offers, as far as the program wants it.
func (c *Conn) offerExtensions() string {
	var offers []string
	for _, e := range c.Vhost.Config.Extensions {
		if c.host().CallbackText(c, c.Vhost.Protocols[0], ReasonClientConfirmExtensionSupported, e.Name, 0) == 0 && e.Offer != "" {
			offers = append(offers, e.Offer)
		}
	}
	return strings.Join(offers, ",")
}

// extensionDefaultsRoom is how much a program may say about an extension.
const extensionDefaultsRoom = 128

func (c *Conn) extensionDefaults(name string) string {
	var room [extensionDefaultsRoom]byte
	c.host().CallbackExtensionDefaults(c, name, room[:])
	text, _, _ := strings.Cut(string(room[:]), "\x00")
	return text
}

// negotiatedExtensions reads the server's answer to what c offered. failure says
// why the handshake fails, if it does.
func (c *Conn) negotiatedExtensions(answer string) (n negotiated, failure string) {
	if answer == "" {
		return n, ""
	}
	deflate := false
	if n.params, deflate, failure = ws.CheckDeflate(c.client.offered.Extensions, answer); !c.Vhost.hasOwnExtensions() {
		if n.deflate = deflate; deflate {
			n.defaults = c.extensionDefaults(ws.DeflateName)
		}
		return n, failure
	}
	if failure != "" {
		return n, failure
	}
	l := ws.Extensions(answer)
	var terms ws.Extension
	for l.Next(&terms) && failure == "" && !c.closed {
		failure = c.constructAnswered(&terms)
	}
	return n, failure
}

// constructAnswered begins the work of an extension that the server has
// accepted.
func (c *Conn) constructAnswered(terms *ws.Extension) (failure string) {
	e := c.Vhost.extension(terms.Name)
	if e == nil {
		return ws.FailExtension
	}
	a := c.construct(e)
	if a == nil { // the server will use it all the same
		return ws.FailExtensionRejected
	}
	if text := c.extensionDefaults(e.Name); text != "" {
		l := ws.Extensions(e.Name + ";" + text)
		var defaults ws.Extension
		if !l.Next(&defaults) || !c.setOptions(a, &defaults) {
			c.log(LevelErr, "WS_EXT_DEFAULTS: \""+e.Name+"\" has no such options: "+text)
		}
	}
	switch {
	case c.closed:
	case !c.setOptions(a, terms):
		return ws.FailExtensionList
	case !c.host().ConfirmExtension(c, a):
		return ws.FailExtensionRejected
	}
	return ""
}

func (c *Conn) setOptions(a *ActiveExtension, terms *ws.Extension) bool {
	for _, p := range terms.Params() {
		i := a.option(p)
		if i < 0 {
			return false
		}
		c.host().ExtensionOption(c, a, i, p.Value)
	}
	return true
}

// destroyExtensions ends the work of c's extensions.
func (c *Conn) destroyExtensions() {
	x := c.extensions
	if x == nil {
		return
	}
	c.extensions = nil
	for i := range x.active {
		c.host().DestroyExtension(c, &x.active[i])
	}
}

// SetExtensionOption is lws_set_extension_option: the program's callback
// decides about its own extension. -1 for an extension that c does not use and
// for options and values that it does not have.
func (c *Conn) SetExtensionOption(extension, option, value string) int {
	if x := c.extensions; x != nil {
		for i := range x.active {
			if x.active[i].Name == extension {
				return c.host().NameExtensionOption(c, &x.active[i], option, value)
			}
		}
		return -1
	}
	if c.ws == nil || c.ws.deflate == nil || extension != ws.DeflateName || !c.ws.deflate.set(c, option, value) {
		return -1
	}
	return 0
}
