// Package ops answers whoever operates the bot, over HTTP: whether the process
// lives (/healthz), whether it can serve (/readyz) and what it counts (/metrics, in
// the format of Prometheus). Nothing else is on that port, nothing that it says
// names a person or a word that was asked for, and nothing can be changed there.
package ops

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// State is what the bot is like at a moment.
type State struct {
	Generation int // the number of what is served; 0: nothing yet
	Quotations int
	InReview   int  // what waits for a moderator
	Reports    int  // mistakes that readers reported
	Connected  bool // to Discord, by every shard that is this process's
	Guilds     int  // the servers that the bot is in
	// Heartbeat is how long the last one took to Discord and back; 0: none did yet.
	Heartbeat time.Duration
	Shards    []Shard // this process's of a bot that has several; Heartbeat is the slowest one's
	Damaged   bool    // whether something in the data folder is
	// AnswersHeld and RequestsHeld tell whether answers to interactions, and the bot's
	// own requests, are held back because Discord refuses them.
	AnswersHeld, RequestsHeld bool
	// Processes is how many answer together, this one included; 0: it is not known, or
	// this one is alone. Unheard is for how long no majority of the servers between
	// them has answered, and Silent whether that is too long.
	Processes int
	Unheard   time.Duration
	Silent    bool
}

// Shard is how one of several shards is.
type Shard struct {
	Number, Count int
	Connected     bool
	Guilds        int
	Heartbeat     time.Duration // as in State
}

// Monitor counts what happens and answers for it. Safe for concurrent use.
type Monitor struct {
	state func() State

	registry *prometheus.Registry
	answered *prometheus.CounterVec
	first    *prometheus.HistogramVec
	invalid  *prometheus.CounterVec
}

// New returns a monitor of a bot whose state is asked for at each request.
func New(state func() State) *Monitor {
	m := &Monitor{
		state:    state,
		registry: prometheus.NewRegistry(),
		answered: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "verbatim_interactions_total", Help: "Interactions by kind, command and how they ended.",
		}, []string{"kind", "command", "outcome"}),
		first: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "verbatim_first_answer_seconds", Help: "From the arrival of an interaction until Discord took the first answer.",
			// Discord waits 3 seconds; a deferral is sent after 2.
			Buckets: []float64{.025, .05, .1, .25, .5, 1, 2, 2.5, 3},
		}, []string{"kind"}),
		invalid: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "verbatim_invalid_requests_total", Help: "Requests that Discord answered with 401, 403 or 429; it blocks an address after 10,000 in 10 minutes.",
		}, []string{"status"}),
	}
	m.registry.MustRegister(m.answered, m.first, m.invalid, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, value func(State) float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return value(m.state()) }))
	}
	gauge("verbatim_generation", "The number of the generation that is served; 0: none yet.", func(s State) float64 { return float64(s.Generation) })
	gauge("verbatim_quotations", "Quotations that are served.", func(s State) float64 { return float64(s.Quotations) })
	gauge("verbatim_review_queue", "Quotations that wait for a moderator.", func(s State) float64 { return float64(s.InReview) })
	gauge("verbatim_reports", "Mistakes that readers reported and nobody decided on.", func(s State) float64 { return float64(s.Reports) })
	gauge("verbatim_guilds", "Servers that the bot is in.", func(s State) float64 { return float64(s.Guilds) })
	gauge("verbatim_heartbeat_seconds", "How long the last heartbeat took to Discord and back.", func(s State) float64 { return s.Heartbeat.Seconds() })
	gauge("verbatim_data_damaged", "1 when the data folder is damaged.", func(s State) float64 { return number(s.Damaged) })
	gauge("verbatim_answers_held", "1 while next to no answers are sent, because Discord refuses them.", func(s State) float64 { return number(s.AnswersHeld) })
	gauge("verbatim_requests_held", "1 while next to none of the bot's own requests are sent, because Discord refuses them.", func(s State) float64 { return number(s.RequestsHeld) })
	gauge("verbatim_cluster_processes", "Processes that answer together, this one included; 0: not known, or there is no cluster.", func(s State) float64 { return float64(s.Processes) })
	gauge("verbatim_cluster_unheard_seconds", "For how long no majority of the NATS servers has answered.", func(s State) float64 { return s.Unheard.Seconds() })
	gauge("verbatim_gateway_connected", "1 while the bot is connected to Discord.", func(s State) float64 { return number(s.Connected) })
	m.registry.MustRegister(shards{
		state:     state,
		connected: prometheus.NewDesc("verbatim_shard_connected", "1 while a shard is connected to Discord; of a bot that has several.", []string{"shard"}, nil),
		guilds:    prometheus.NewDesc("verbatim_shard_guilds", "Servers of a shard.", []string{"shard"}, nil),
		heartbeat: prometheus.NewDesc("verbatim_shard_heartbeat_seconds", "How long a shard's last heartbeat took to Discord and back.", []string{"shard"}, nil),
	})
	return m
}

// shards are the metrics of those shards that are this process's at the moment.
type shards struct {
	state                        func() State
	connected, guilds, heartbeat *prometheus.Desc
}

// Describe has the registry check the metrics.
func (s shards) Describe(to chan<- *prometheus.Desc) {
	to <- s.connected
	to <- s.guilds
	to <- s.heartbeat
}

// Collect sends them as they are.
func (s shards) Collect(to chan<- prometheus.Metric) {
	for _, shard := range s.state().Shards {
		name := strconv.Itoa(shard.Number)
		for desc, value := range map[*prometheus.Desc]float64{
			s.connected: number(shard.Connected), s.guilds: float64(shard.Guilds), s.heartbeat: shard.Heartbeat.Seconds(),
		} {
			to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, name)
		}
	}
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Interaction counts one that ended. first is from its arrival until Discord took
// the first answer, 0 when it took none. command is one that the bot has, or
// "unknown": each value is a time series of its own.
func (m *Monitor) Interaction(kind, command, outcome string, first time.Duration) {
	m.answered.WithLabelValues(kind, command, outcome).Inc()
	if first > 0 {
		m.first.WithLabelValues(kind).Observe(first.Seconds())
	}
}

// Transport returns base with the requests counted that Discord finds invalid.
// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
func (m *Monitor) Transport(base http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := base.RoundTrip(r)
		if err == nil {
			switch resp.StatusCode {
			case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
				m.invalid.WithLabelValues(fmt.Sprint(resp.StatusCode)).Inc()
			}
		}
		return resp, err
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Handler answers the three paths.
func (m *Monitor) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", m.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// ready says 200 when people are answered, else 503 and what is missing.
func (m *Monitor) ready(w http.ResponseWriter, _ *http.Request) {
	var missing []string
	now := m.state()
	if now.Generation == 0 {
		missing = append(missing, "no quotations are served yet: the corpus is being read, or could not be")
	}
	if !now.Connected {
		missing = append(missing, unconnected(now.Shards))
	}
	if now.AnswersHeld {
		missing = append(missing, "Discord refuses the bot's answers")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if len(missing) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, strings.Join(missing, "\n"))
		return
	}
	fmt.Fprintln(w, "ok")
	if now.Silent {
		// No reason to send people elsewhere: they are answered, and where the servers
		// are down nobody else would be left.
		fmt.Fprintf(w, "the NATS servers have not answered for %s: people are answered with what is known, and nothing new is decided\n", now.Unheard.Round(time.Second))
	}
}

// unconnected says what is not connected to Discord.
func unconnected(shards []Shard) string {
	var away []string
	for _, s := range shards {
		if !s.Connected {
			away = append(away, strconv.Itoa(s.Number))
		}
	}
	switch {
	case len(away) == 0, len(away) == len(shards):
		return "the bot is not connected to Discord"
	case len(away) == 1:
		return fmt.Sprintf("shard %s of %d is not connected to Discord", away[0], shards[0].Count)
	}
	return fmt.Sprintf("shards %s of %d are not connected to Discord", strings.Join(away, ", "), shards[0].Count)
}

// Serve answers on l until ctx ends, and closes it.
func (m *Monitor) Serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{
		Handler: m.Handler(), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute,
	}
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		_ = s.Close()
	})
	err := s.Serve(l)
	if !stop() {
		<-stopped
	}
	if errors.Is(err, http.ErrServerClosed) && ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("answering operators on %s: %w", l.Addr(), err)
}
