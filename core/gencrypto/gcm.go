package gencrypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
)

const (
	// gcmSlice is how much is encrypted, then hashed, at a time: it stays in the
	// processor's caches.
	gcmSlice = 64 << 10
	// gcmAtOnce is the longest first piece that is done at once: a copy is kept,
	// which up to here costs less than going on from a tag.
	gcmAtOnce = 16 << 10
	// gcmMaxData and gcmMaxIV are the limits of SP 800-38D §5.2.1.1 (the latter
	// is smaller than there: nobody has such vectors).
	gcmMaxData = 1<<36 - 32
	gcmMaxIV   = 64 << 10
	// gcmMinTag is the shortest tag (SP 800-38D §5.2.1.2).
	gcmMinTag = 4
)

// ErrLimit means that a message exceeds what the algorithm protects.
var ErrLimit = errors.New("too much data for one key and initialization vector")

// AESGCM is AES in GCM (SP 800-38D) that takes its message in pieces. The
// standard library's takes it whole, but is the one that uses the processor's
// instructions: it is given slices as authenticated data, and what it says of
// them is put together here.
type AESGCM struct {
	decrypt bool
	state   gcmState
	block   cipher.Block
	aead    cipher.AEAD
	h       element
	hSlice  element // h to the power of blocks in a slice; made when needed
	// w is GHASH of what came so far, times h: the form that a tag has.
	w        element
	zero     element // encrypted counter block of the all-zero nonce; made when needed
	ej0      [BlockSize]byte
	want     []byte
	wantRoom [BlockSize]byte // where that is
	iv       []byte
	ivRoom   [BlockSize]byte // where that is, unless it is longer
	buffer   [BlockSize]byte // of tags
	tail     [BlockSize]byte // a block that is not whole yet
	filled   int

	aadLen, dataLen uint64

	started bool
	stream  cipher.Stream // made when needed, from the next two
	counter [BlockSize]byte
	used    int    // of that block
	left    uint64 // bytes until the lower 32 bits of the counter wrap

	// The first piece is done at once, in case that it is all.
	aad      []byte
	whole    []byte
	wholeTag []byte
	room     *gcmRoom // where both are
}

// gcmRoom holds a first piece and its tag.
type gcmRoom [gcmAtOnce + BlockSize]byte

var gcmRooms = sync.Pool{New: func() any { return new(gcmRoom) }}

// leave gives the room back: what is in it is ciphertext.
func (g *AESGCM) leave() {
	if g.room != nil {
		gcmRooms.Put(g.room)
		g.room, g.whole, g.wholeTag = nil, nil, nil
	}
}

type gcmState int

const (
	gcmFresh gcmState = iota
	gcmAAD
	gcmWhole
	gcmData
	gcmDone
)

// NewAESGCM prepares a cipher.
func NewAESGCM(decrypt bool, key []byte) (*AESGCM, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %d bytes", ErrKeySize, len(key))
	}
	g := &AESGCM{decrypt: decrypt, block: block}
	g.aead, err = cipher.NewGCM(block)
	return g, err
}

// Begun reports whether Begin was called.
func (g *AESGCM) Begun() bool { return g.state != gcmFresh }

// Begin sets the initialization vector, and the tag that a decrypted message
// has to have.
func (g *AESGCM) Begin(iv, tag []byte) error {
	if g.state != gcmFresh {
		return ErrOrder
	}
	if len(iv) == 0 || len(iv) > gcmMaxIV {
		return ErrIV
	}
	if g.decrypt && (len(tag) < gcmMinTag || len(tag) > BlockSize) {
		return ErrTag
	}
	g.iv = append(g.ivRoom[:0], iv...)
	g.want = g.wantRoom[:copy(g.wantRoom[:], tag)]
	g.state = gcmAAD
	return nil
}

// AAD adds data that is authenticated only. All of it comes before the rest.
func (g *AESGCM) AAD(p []byte) error {
	if g.state != gcmAAD {
		return ErrOrder
	}
	if len(g.aad)+len(p) <= gcmAtOnce && !g.started {
		g.aad = append(g.aad, p...)
		return nil
	}
	g.start()
	g.absorb(p, &g.aadLen)
	return nil
}

// Crypt encrypts or decrypts a piece. dst is as long as src, and its memory or
// apart from it.
func (g *AESGCM) Crypt(dst, src []byte) error {
	if g.state == gcmFresh || g.state == gcmDone {
		return ErrOrder
	}
	if len(dst) != len(src) {
		return ErrLength
	}
	if g.dataLen+uint64(len(g.whole)+len(src)) > gcmMaxData {
		return ErrLimit
	}
	if g.state == gcmAAD && !g.started && len(g.iv) == 12 && len(src) > 0 {
		switch {
		case len(src) <= gcmAtOnce:
			g.atOnce(dst, src)
			return nil
		case !g.decrypt:
			g.sealFirst(dst, src)
			return nil
		}
	}
	g.goOn()
	for len(src) > 0 {
		n := min(len(src), gcmSlice)
		if g.decrypt {
			g.absorb(src[:n], &g.dataLen)
			g.xor(dst[:n], src[:n])
		} else {
			g.xor(dst[:n], src[:n])
			g.absorb(dst[:n], &g.dataLen)
		}
		dst, src = dst[n:], src[n:]
	}
	return nil
}

// sealFirst encrypts a first piece. The standard library puts a tag where the last
// block or two will be, and that tells all that is needed to go on with those.
func (g *AESGCM) sealFirst(dst, src []byte) {
	n := (len(src) - BlockSize) / BlockSize * BlockSize
	var rest [2 * BlockSize]byte
	copy(rest[:], src[n:])
	sealed := g.aead.Seal(dst[:0], g.iv, src[:n], g.aad)
	tag := elementOf(sealed[n:])
	g.goOn()
	g.dataLen = uint64(n)
	// The inverse of what Finish does.
	g.w = tag.xor(elementOf(g.ej0[:])).xor(element{g.aadLen * 8, g.dataLen * 8}.mul(g.h))
	g.count(uint32(n / BlockSize))
	dst = dst[n:]
	for at := 0; at < len(dst); at += BlockSize {
		g.block.Encrypt(g.buffer[:], g.counter[:])
		subtle.XORBytes(dst[at:], rest[at:], g.buffer[:min(BlockSize, len(dst)-at)])
		if len(dst)-at >= BlockSize {
			g.count(1)
		}
	}
	g.restart()
	g.used = len(dst) % BlockSize
	g.absorb(dst, &g.dataLen)
}

// atOnce does a piece as if it was the whole message.
func (g *AESGCM) atOnce(dst, src []byte) {
	g.state = gcmWhole
	g.room = gcmRooms.Get().(*gcmRoom)
	whole := g.room[:len(src)]
	if !g.decrypt {
		sealed := g.aead.Seal(whole[:0], g.iv, src, g.aad)
		copy(dst, sealed[:len(src)])
		g.whole, g.wholeTag = sealed[:len(src)], sealed[len(src):]
		return
	}
	copy(whole, src)
	g.whole = whole
	if len(g.want) == BlockSize {
		if _, err := g.aead.Open(dst[:0:len(dst)], g.iv, append(whole, g.want...), g.aad); err == nil {
			g.wholeTag = g.want
			return
		}
	}
	// Not all of it, or forged: pieces are handed out before that is known.
	g.whole = nil
	g.goOn()
	g.absorb(whole, &g.dataLen)
	g.xor(dst, whole)
	g.leave()
}

// goOn changes from one piece to several.
func (g *AESGCM) goOn() {
	if g.state == gcmData {
		return
	}
	g.start()
	g.flush()
	g.state = gcmData
	if g.whole == nil {
		return
	}
	whole := g.whole
	g.whole, g.wholeTag = nil, nil
	g.absorb(whole, &g.dataLen)
	g.xor(whole, whole) // only to move on in the key stream
	clear(whole)
	g.leave()
}

// start computes what only messages in pieces need.
func (g *AESGCM) start() {
	if g.started {
		return
	}
	g.started = true
	clear(g.buffer[:])
	g.block.Encrypt(g.buffer[:], g.buffer[:])
	g.h = elementOf(g.buffer[:])

	// The first counter block: SP 800-38D §7.1 step 2.
	if len(g.iv) == 12 {
		copy(g.counter[:], g.iv)
		g.counter[BlockSize-1] = 1
	} else {
		x := element{}
		for p := g.iv; len(p) > 0; {
			clear(g.buffer[:])
			p = p[copy(g.buffer[:], p):]
			x = x.xor(elementOf(g.buffer[:])).mul(g.h)
		}
		x.xor(element{0, uint64(len(g.iv)) * 8}).mul(g.h).put(g.counter[:])
	}
	g.block.Encrypt(g.ej0[:], g.counter[:])
	g.count(1)
	g.restart()
	g.absorb(g.aad, &g.aadLen)
}

// count adds to the lower 32 bits of the counter.
func (g *AESGCM) count(n uint32) {
	low := g.counter[12:]
	binary.BigEndian.PutUint32(low, binary.BigEndian.Uint32(low)+n)
}

func (g *AESGCM) restart() {
	g.stream = nil
	g.used = 0
	g.left = (1<<32 - uint64(binary.BigEndian.Uint32(g.counter[12:]))) * BlockSize
}

// xor applies the key stream, whose counter has 32 bits (SP 800-38D §6.2) where
// the standard library's has 128.
func (g *AESGCM) xor(dst, src []byte) {
	for len(src) > 0 {
		if g.left == 0 {
			binary.BigEndian.PutUint32(g.counter[12:], 0)
			g.restart()
		}
		if g.stream == nil {
			g.stream = cipher.NewCTR(g.block, g.counter[:])
			g.stream.XORKeyStream(g.buffer[:g.used], g.buffer[:g.used])
		}
		n := int(min(uint64(len(src)), g.left))
		g.stream.XORKeyStream(dst[:n], src[:n])
		g.left -= uint64(n)
		dst, src = dst[n:], src[n:]
	}
}

// absorb hashes what is authenticated, and counts it.
func (g *AESGCM) absorb(p []byte, count *uint64) {
	*count += uint64(len(p))
	if g.filled > 0 {
		n := copy(g.tail[g.filled:], p)
		p = p[n:]
		if g.filled += n; g.filled < BlockSize {
			return
		}
		g.blocks(g.tail[:])
		g.filled = 0
	}
	whole := len(p) / BlockSize * BlockSize
	for rest := p[:whole]; len(rest) > 0; {
		n := min(len(rest), gcmSlice)
		g.blocks(rest[:n])
		rest = rest[n:]
	}
	g.filled = copy(g.tail[:], p[whole:])
}

// flush ends one of the two parts with zeros (SP 800-38D §7.1 step 5).
func (g *AESGCM) flush() {
	if g.filled > 0 {
		clear(g.tail[g.filled:])
		g.blocks(g.tail[:])
		g.filled = 0
	}
}

// zeroNonceBlock is the first counter block of the all-zero nonce.
var zeroNonceBlock = [BlockSize]byte{BlockSize - 1: 1}

// gcmFewBlocks are hashed here; more by the standard library.
const gcmFewBlocks = 8

// blocks hashes whole blocks, at most a slice of them. With w = X·H, X being
// GHASH so far, hashing n blocks of GHASH Y makes w·Hⁿ + Y·H.
func (g *AESGCM) blocks(p []byte) {
	n := len(p) / BlockSize
	if n <= gcmFewBlocks {
		for ; len(p) > 0; p = p[BlockSize:] {
			g.w = g.w.xor(elementOf(p).mul(g.h)).mul(g.h)
		}
		return
	}
	if g.zero == (element{}) {
		g.block.Encrypt(g.buffer[:], zeroNonceBlock[:])
		g.zero = elementOf(g.buffer[:])
	}
	// A tag is (Y + lengths)·H + the encrypted counter block.
	var nonce [12]byte
	g.aead.Seal(g.buffer[:0], nonce[:], nil, p)
	y := elementOf(g.buffer[:]).xor(g.zero).xor(element{uint64(n) * BlockSize * 8, 0}.mul(g.h))
	if g.w != (element{}) {
		power := g.h
		switch {
		case n < gcmSlice/BlockSize:
			power = g.h.pow(n)
		case g.hSlice == (element{}):
			g.hSlice = g.h.pow(n)
			fallthrough
		default:
			power = g.hSlice
		}
		y = y.xor(g.w.mul(power))
	}
	g.w = y
}

// Finish ends the message and gives its tag. When decrypting, it fails when the
// tag is not the one that Begin was given.
func (g *AESGCM) Finish() (tag [BlockSize]byte, err error) {
	if g.state == gcmFresh || g.state == gcmDone {
		return tag, ErrOrder
	}
	if g.state == gcmWhole && g.wholeTag != nil {
		copy(tag[:], g.wholeTag)
	} else {
		g.goOn()
		g.flush()
		g.w.xor(element{g.aadLen * 8, g.dataLen * 8}.mul(g.h)).put(tag[:])
		subtle.XORBytes(tag[:], tag[:], g.ej0[:])
	}
	g.state = gcmDone
	g.leave()
	if g.decrypt && subtle.ConstantTimeCompare(tag[:len(g.want)], g.want) != 1 {
		return [BlockSize]byte{}, ErrTag
	}
	return tag, nil
}
