package ops_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"verbatim/bot/ops"
)

// get asks a monitor and returns status and body.
func get(t *testing.T, m *ops.Monitor, method, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Code, w.Body.String()
}

func TestReadinessSaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name       string
		generation int
		connected  bool
		refused    bool
		unheard    time.Duration
		status     int
		says       string
	}{
		{"all is there", 3, true, false, time.Second, 200, "ok\n"},
		{"nothing was built", 0, true, false, 0, 503, "no quotations are served yet"},
		{"Discord is away", 3, false, false, 0, 503, "not connected to Discord"},
		{"Discord refuses answers", 3, true, true, 0, 503, "refuses the bot's answers"},
		{"NATS is away", 3, true, false, 12 * time.Second, 200, "ok\nthe NATS servers have not answered for 12s: "},
	} {
		m := ops.New(func() ops.State {
			return ops.State{Generation: c.generation, Connected: c.connected, AnswersHeld: c.refused, Unheard: c.unheard, Silent: c.unheard > 10*time.Second}
		})
		status, body := get(t, m, "GET", "/readyz")
		if status != c.status || !strings.Contains(body, c.says) || c.unheard == time.Second && body != c.says {
			t.Errorf("%s: %d %q", c.name, status, body)
		}
		if status, _ := get(t, m, "GET", "/healthz"); status != 200 {
			t.Errorf("%s: the process lives, and /healthz says %d", c.name, status)
		}
	}
}

func TestShardsAreToldOfOneByOne(t *testing.T) {
	for says, connected := range map[string][]bool{
		"ok\n": {true, true, true},
		"shard 1 of 3 is not connected to Discord\n":      {true, false, true},
		"shards 1, 2 of 3 are not connected to Discord\n": {true, false, false},
		"the bot is not connected to Discord\n":           {false, false, false},
	} {
		m := ops.New(func() ops.State {
			s := ops.State{Generation: 1, Connected: true}
			for n, up := range connected {
				s.Shards = append(s.Shards, ops.Shard{Number: n, Count: 3, Connected: up, Guilds: 10 + n, Heartbeat: time.Duration(n) * time.Second})
				s.Connected = s.Connected && up
			}
			return s
		})
		if _, body := get(t, m, "GET", "/readyz"); body != says {
			t.Errorf("%v: %q", connected, body)
		}
		_, body := get(t, m, "GET", "/metrics")
		up := "0"
		if connected[1] {
			up = "1"
		}
		for _, want := range []string{`verbatim_shard_connected{shard="1"} ` + up, `verbatim_shard_guilds{shard="2"} 12`, `verbatim_shard_heartbeat_seconds{shard="1"} 1`} {
			if !strings.Contains(body, want+"\n") {
				t.Errorf("%s is not in\n%s", want, body)
			}
		}
	}
}

func TestMetricsCountWhatHappened(t *testing.T) {
	m := ops.New(func() ops.State {
		return ops.State{Generation: 7, Quotations: 12, InReview: 3, RequestsHeld: true, Processes: 3, Unheard: 1500 * time.Millisecond}
	})
	m.Interaction("command", "quote search", "ok", 40*time.Millisecond)
	m.Interaction("command", "quote search", "unanswered", 0)
	discord := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }))
	defer discord.Close()
	client := http.Client{Transport: m.Transport(http.DefaultTransport)}
	resp, err := client.Get(discord.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	_, body := get(t, m, "GET", "/metrics")
	for _, want := range []string{
		`verbatim_interactions_total{command="quote search",kind="command",outcome="ok"} 1`,
		`verbatim_interactions_total{command="quote search",kind="command",outcome="unanswered"} 1`,
		`verbatim_first_answer_seconds_count{kind="command"} 1`,
		`verbatim_invalid_requests_total{status="429"} 1`,
		"verbatim_cluster_processes 3", "verbatim_cluster_unheard_seconds 1.5",
		"verbatim_answers_held 0", "verbatim_requests_held 1",
		"verbatim_generation 7", "verbatim_quotations 12", "verbatim_review_queue 3", "verbatim_gateway_connected 0",
	} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("%s is not in\n%s", want, body)
		}
	}
}

func TestNothingElseIsThere(t *testing.T) {
	m := ops.New(func() ops.State { return ops.State{} })
	for path, method := range map[string]string{"/": "GET", "/debug/pprof/": "GET", "/metrics/x": "GET", "/readyz": "POST", "/healthz": "DELETE"} {
		if status, body := get(t, m, method, path); status != 404 && status != 405 {
			t.Errorf("%s %s: %d %q", method, path, status, body)
		}
	}
}

func TestServingEndsWithItsContext(t *testing.T) {
	m := ops.New(func() ops.State { return ops.State{} })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Serve(ctx, l) }()
	resp, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(body) != "ok\n" {
		t.Errorf("/healthz says %q", body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
		c.Close()
		t.Error("the port is still open")
	}
}
