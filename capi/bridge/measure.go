package main

/*
#include "bridge.h"
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
)

// meter hands what the engine measures to the front, which keeps it.
type meter struct{ context *context }

var metrics = [...]C.int{
	engine.MetricResolve:     C.GOLWS_METRIC_RESOLVE,
	engine.MetricConnect:     C.GOLWS_METRIC_CONNECT,
	engine.MetricHandshake:   C.GOLWS_METRIC_HANDSHAKE,
	engine.MetricTransaction: C.GOLWS_METRIC_TRANSACTION,
	engine.MetricReceived:    C.GOLWS_METRIC_RECEIVED,
	engine.MetricSent:        C.GOLWS_METRIC_SENT,
}

// Measure implements engine.Meter.
func (m meter) Measure(v *engine.Vhost, metric engine.Metric, failed bool, value int64) {
	C.golws_metrics_take(m.context.block, (*C.struct_lws_vhost)(v.Handle), metrics[metric], C.bool(failed), C.uint64_t(value))
}

// Failed implements engine.Meter.
func (m meter) Failed(c *engine.Conn, host, kind, reason string) {
	texts := [...]*C.char{C.CString(host), C.CString(kind), C.CString(reason)}
	C.golws_metrics_failed(block(c), texts[0], texts[1], texts[2])
	for _, text := range texts {
		C.free(unsafe.Pointer(text))
	}
}

//export golws_core_vhost_counts
func golws_core_vhost_counts(vh *C.struct_lws_vhost, counts *C.uint64_t) {
	defer recovered("lws_metrics_foreach", nil)
	out := unsafe.Slice(counts, C.GOLWS_METRICS)
	clear(out)
	v := vhosts.find(unsafe.Pointer(vh))
	if v == nil || v.engine == nil {
		return
	}
	got := v.engine.Counts()
	out[C.GOLWS_METRIC_CONNECTIONS] = C.uint64_t(got.Connections)
	out[C.GOLWS_METRIC_REQUESTS] = C.uint64_t(got.Requests)
	out[C.GOLWS_METRIC_UPGRADES] = C.uint64_t(got.Upgrades)
	out[C.GOLWS_METRIC_REJECTED] = C.uint64_t(got.Rejected)
	out[C.GOLWS_METRIC_ALIVE] = C.uint64_t(got.Alive)
}
