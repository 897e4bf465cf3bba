package h2

// What a peer may make us keep or do. Rates are token buckets over the time that
// is passed in: a burst, and how many a second come back.
const (
	// MaxHeaderBlock is the longest compressed field block, in all its frames,
	// and the longest string in it (CVE-2024-27316, CVE-2019-9516).
	MaxHeaderBlock = 64 << 10
	// MaxContinuations is how many CONTINUATION frames a block may have:
	// CVE-2024-27316 and its siblings of the same week are what an endless one
	// does.
	MaxContinuations = 64
	// MaxHeaderList caps our SETTINGS_MAX_HEADER_LIST_SIZE, which is unlimited
	// by default: a few bytes can refer to much (RFC 7541 §7.3, CVE-2016-6581).
	MaxHeaderList = 256 << 10
	// MaxFields is how many fields a section may have, however small.
	MaxFields = 256
	// MaxTableSize caps the dynamic tables of both directions (RFC 7541 §7.3):
	// what the peer or the configuration wants beyond is not used.
	MaxTableSize = 64 << 10
	// MaxEncoderTable is how much of the table that the peer offers we use.
	MaxEncoderTable = 4096

	// MaxStreams is how many streams a peer may have open when the settings set
	// no limit (RFC 9113 §5.1.2).
	MaxStreams = 1000
	// StreamsBeforeSettings is how many streams a client opens before the
	// server's SETTINGS have come; RFC 9113 §6.5.2 recommends no smaller limit.
	StreamsBeforeSettings = 100
	// MaxInterim is how many 1xx responses may come before the final one.
	MaxInterim = 16
	// MaxClosed is how many closed streams are remembered, for the time that
	// frames sent before the peer knew may still come (RFC 9113 §5.1).
	MaxClosed = 128

	// MaxControlPayload is the longest payload of a frame that has no reason to
	// be long, whatever SETTINGS_MAX_FRAME_SIZE allows for DATA.
	MaxControlPayload = 16 << 10
	// MaxSettings is how many settings a SETTINGS frame may have (CVE-2019-9515).
	MaxSettings = 128
	// MaxReplies is how many bytes of frames that answer the peer may wait to be
	// sent (CVE-2019-9517, and the common part of the floods of that year).
	MaxReplies = 64 << 10
	// MaxWaiting is how many bytes may wait to be sent, all frames counted, when
	// a peer makes new requests (CVE-2019-9517).
	MaxWaiting = 1 << 20

	// TinyIncrement is the window increment below which an update counts
	// (CVE-2019-9511). Two updates for each DATA frame that we sent are free.
	TinyIncrement = 128
)

// bucketName is one of the rate limits.
type bucketName uint8

const (
	resetBucket    bucketName = iota // RST_STREAM received
	faultBucket                      // RST_STREAM that we had to send
	pingBucket                       // PING, acknowledgments included
	settingsBucket                   // SETTINGS and GOAWAY
	priorityBucket                   // PRIORITY, PRIORITY_UPDATE, unknown types
	emptyBucket                      // DATA without data
	windowBucket                     // tiny WINDOW_UPDATE
	noBucket
	bucketCount = noBucket
)

// bucketRule is a rate limit.
type bucketRule struct {
	burst, perSecond int64
	err              *Error
}

// bucketRules are the rate limits. The bursts are far above what browsers and
// load generators do to one connection.
var bucketRules = [bucketCount]bucketRule{
	resetBucket:    {500, 50, ErrResetFlood},      // CVE-2023-44487
	faultBucket:    {200, 20, ErrFaultFlood},      // CVE-2025-8671, CVE-2019-9514
	pingBucket:     {1000, 100, ErrPingFlood},     // CVE-2019-9512
	settingsBucket: {100, 10, ErrSettingsFlood},   // CVE-2019-9515
	priorityBucket: {2000, 500, ErrPriorityFlood}, // CVE-2019-9513
	emptyBucket:    {200, 50, ErrEmptyFlood},      // CVE-2019-9518
	windowBucket:   {2000, 500, ErrWindowFlood},   // CVE-2019-9511
}

// bucket is a token bucket in one number: the time (in microseconds) at which it
// would be full again.
type bucket int64

const second = 1000000

// take uses one token and reports whether there was one.
func (b *bucket) take(r *bucketRule, now int64) bool {
	each := second / r.perSecond
	full := max(int64(*b), now) + each
	if full-now > r.burst*each {
		return false
	}
	*b = bucket(full)
	return true
}

// give puts back n tokens.
func (b *bucket) give(r *bucketRule, n int64) {
	*b -= bucket(n * (second / r.perSecond))
}

// take counts one of what the peer may do only so often.
func (c *Conn) take(name bucketName) *Error {
	r := &bucketRules[name]
	if !c.buckets[name].take(r, c.now) {
		return r.err
	}
	return nil
}
