// Parse reads a page of metrics, of the type that is its argument, from standard input
// with Prometheus's parsers, and looks for what server.c and run have done.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// wanted are values of metrics with one label; -1: there is one, whatever it is.
var wanted = []struct {
	name, label, labelValue string
	value                   float64
}{
	{"app_vh_http", "vhost", "first", -1},
	{"app_vh_ws", "vhost", "first", 1},
	{"app_vh_rx_bytes", "vhost", "first", -1},
	{"app_vh_tx_bytes", "vhost", `strange "name"\`, 0},
	{"app_vh_alive", "vhost", "first", -1},
	{"app_cpu_svc_seconds", "", "", -1},
	{"app_n_http_txn_seconds", "result", "ok", 1},
	{"app_n_cn_tcp_seconds", "result", "ok", 1},
	{"app_n_cn_tcp_seconds", "result", "failed", 1},
	{"app_n_cn_dns_seconds", "result", "failed", 1},
	{"app_n_cn_failures", "tcp", "ECONNREFUSED", 1},
	{"app_n_cn_failures", "hostname", "nowhere.invalid", 1},
}

func value(m *dto.Metric) float64 {
	switch {
	case m.Counter != nil:
		return m.Counter.GetValue()
	case m.Gauge != nil:
		return m.Gauge.GetValue()
	case m.Summary != nil:
		return float64(m.Summary.GetSampleCount())
	}
	return -2
}

func has(m *dto.Metric, label, value string) bool {
	if label == "" {
		return true
	}
	for _, l := range m.Label {
		if l.GetName() == label && l.GetValue() == value {
			return true
		}
	}
	return false
}

// families are those on the page; the parser for OpenMetrics follows the grammar of
// the standard, and gives a family's samples one by one.
func families(format expfmt.Format) (map[string][]*dto.Metric, error) {
	found := make(map[string][]*dto.Metric)
	decoder := expfmt.NewDecoder(os.Stdin, format)
	for {
		var f dto.MetricFamily
		err := decoder.Decode(&f)
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(f.GetName(), "_total")
		found[name] = append(found[name], f.Metric...)
	}
}

func main() {
	format := expfmt.ResponseFormat(http.Header{"Content-Type": {os.Args[1]}})
	found, err := families(format)
	if err != nil {
		fmt.Println(format, err)
		os.Exit(1)
	}
	failed := false
	for _, w := range wanted {
		seen := slices.ContainsFunc(found[w.name], func(m *dto.Metric) bool {
			return has(m, w.label, w.labelValue) && (w.value == value(m) || w.value == -1 && value(m) > 0)
		})
		if !seen {
			fmt.Println("not seen:", w, found[w.name])
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
	fmt.Println(len(found), "families:", format)
}
