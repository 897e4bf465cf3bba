package compress

import (
	"bytes"
	"encoding/binary"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"sync"

	"github.com/golws/golws/core/inflate"
)

// inflaters are unused ones: each has a window of 64 KiB.
var inflaters = sync.Pool{New: func() any { return new(inflate.Inflater) }}

// deflated is the part of both formats between their head and their trailer.
type deflated struct {
	inflater *inflate.Inflater // nil: the part has not begun, or is over
	sum      hash.Hash32
	size     uint32
	fixed    [10]byte // a part of known length, as far as it has come
	have     int
	behind   [8]byte
	rest     []byte // of behind: input that comes before the next
}

// collect takes the next n bytes into fixed, and tells whether they are complete.
func (d *deflated) collect(in *[]byte, n int) bool {
	k := copy(d.fixed[d.have:n], d.rest)
	d.rest = d.rest[k:]
	d.have += k
	k = copy(d.fixed[d.have:n], *in)
	*in = (*in)[k:]
	if d.have += k; d.have < n {
		return false
	}
	d.have = 0
	return true
}

func (d *deflated) begin(sum hash.Hash32) {
	d.inflater = inflaters.Get().(*inflate.Inflater)
	d.inflater.ResetStream()
	d.sum, d.size = sum, 0
}

// inflate makes output in room. over tells that the deflated data has ended.
func (d *deflated) inflate(in *[]byte, room []byte) (made int, over bool, err error) {
	n, piece, err := d.inflater.Step(*in, len(room))
	*in = (*in)[n:]
	made = copy(room, piece)
	d.sum.Write(piece)
	d.size += uint32(made)
	if err != nil {
		return made, false, ErrCorrupt
	}
	if !d.inflater.Ended() {
		return made, false, nil
	}
	d.rest = d.inflater.Behind(&d.behind)
	inflaters.Put(d.inflater)
	d.inflater = nil
	return made, true, nil
}

// zlibStream undoes "deflate": zlib's format (RFC 1950).
type zlibStream struct {
	deflated
	stage uint8
}

const (
	zlibHead uint8 = iota
	zlibBody
	zlibSum
	zlibEnd
)

func (z *zlibStream) step(in, room []byte, _ bool) (taken, made int, whole bool, err error) {
	all := len(in)
	for err == nil && made == 0 {
		switch z.stage {
		case zlibHead:
			if !z.collect(&in, 2) {
				return all, 0, false, nil
			}
			head := binary.BigEndian.Uint16(z.fixed[:])
			// Method 8, no dictionary, check bits (RFC 1950 section 2.2).
			if head>>8&15 != 8 || head>>12 > 7 || head&0x20 != 0 || head%31 != 0 {
				return all - len(in), 0, false, ErrCorrupt
			}
			z.begin(adler32.New())
			z.stage = zlibBody
		case zlibBody:
			var over bool
			if made, over, err = z.inflate(&in, room); over {
				z.stage = zlibSum
			} else if made == 0 {
				return all - len(in), 0, false, err
			}
		case zlibSum:
			if !z.collect(&in, 4) {
				return all, 0, false, nil
			}
			if binary.BigEndian.Uint32(z.fixed[:]) != z.sum.Sum32() {
				err = ErrCorrupt
			}
			z.stage = zlibEnd
		case zlibEnd:
			if len(in)+len(z.rest) > 0 {
				err = ErrCorrupt
			}
			return all - len(in), 0, true, err
		}
	}
	return all - len(in), made, false, err
}

// gzipMember undoes "gzip" (RFC 1952), whose members may follow each other.
type gzipMember struct {
	deflated
	stage gzipStage
	flags byte
	extra int // bytes of the extra field to come
}

// gzipStage is a part of a member, in their order. Some stand there only when the
// head has a flag for them.
type gzipStage uint8

const (
	gzipHead gzipStage = iota
	gzipExtraLength
	gzipExtra
	gzipName
	gzipComment
	gzipHeadSum
	gzipBody
	gzipTrailer
)

// gzipFlags are the flags of the parts that need one (RFC 1952 section 2.3.1).
var gzipFlags = [...]byte{gzipExtraLength: 1 << 2, gzipExtra: 1 << 2, gzipName: 1 << 3, gzipComment: 1 << 4, gzipHeadSum: 1 << 1}

func (g *gzipMember) next() {
	for g.stage++; g.stage < gzipBody && g.flags&gzipFlags[g.stage] == 0; g.stage++ {
	}
	if g.stage == gzipBody {
		g.begin(crc32.NewIEEE())
	}
}

func (g *gzipMember) step(in, room []byte, _ bool) (taken, made int, whole bool, err error) {
	all := len(in)
	for err == nil && made == 0 {
		switch g.stage {
		case gzipHead:
			if !g.collect(&in, 10) {
				return all, 0, false, nil
			}
			if g.flags = g.fixed[3]; string(g.fixed[:3]) != "\x1f\x8b\x08" || g.flags&0xe0 != 0 {
				return all - len(in), 0, false, ErrCorrupt
			}
			g.next()
		case gzipExtraLength:
			if !g.collect(&in, 2) {
				return all, 0, false, nil
			}
			g.extra = int(binary.LittleEndian.Uint16(g.fixed[:]))
			g.next()
		case gzipExtra:
			n := min(g.extra, len(in))
			in = in[n:]
			if g.extra -= n; g.extra > 0 {
				return all, 0, false, nil
			}
			g.next()
		case gzipName, gzipComment:
			i := bytes.IndexByte(in, 0)
			if i < 0 {
				return all, 0, false, nil
			}
			in = in[i+1:]
			g.next()
		case gzipHeadSum: // of what nobody uses
			if !g.collect(&in, 2) {
				return all, 0, false, nil
			}
			g.next()
		case gzipBody:
			var over bool
			if made, over, err = g.inflate(&in, room); over {
				g.next()
			} else if made == 0 {
				return all - len(in), 0, false, err
			}
		case gzipTrailer:
			if !g.collect(&in, 8) {
				return all, 0, false, nil
			}
			if binary.LittleEndian.Uint32(g.fixed[:]) != g.sum.Sum32() || binary.LittleEndian.Uint32(g.fixed[4:]) != g.size {
				return all - len(in), 0, false, ErrCorrupt
			}
			g.stage = gzipHead
			return all - len(in), 0, true, nil
		}
	}
	return all - len(in), made, false, err
}
