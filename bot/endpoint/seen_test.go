package endpoint_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/discordtest"
	"verbatim/bot/endpoint"
	"verbatim/bot/interact"
)

// join makes a process of a cluster.
func join(t *testing.T, servers *clustertest.Servers) *cluster.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := cluster.Connect(ctx, cluster.Options{URLs: servers.URLs(), Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestAnInteractionIsTakenByOneProcess posts each to two processes at once, and then
// again to both, signed anew to the second.
func TestAnInteractionIsTakenByOneProcess(t *testing.T) {
	servers, d := clustertest.Start(t, 1), discordtest.New(t)
	var sites [2]*site
	for i := range sites {
		sites[i] = openSite(t, d, join(t, servers))
		sites[i].answers("quote search", "here", interact.Route{})
	}
	type posted struct {
		status int
		body   []byte
		err    error
	}
	replays := 0
	for range forgeries(t) / 4 {
		signed, p, err := d.Prepare(slash("quote search"))
		if err != nil {
			t.Fatal(err)
		}
		var results [2]chan posted
		for i, s := range sites {
			results[i] = make(chan posted, 1)
			go func() {
				status, body, err := signed.To(t.Context(), http.DefaultClient, s.url)
				results[i] <- posted{status, body, err}
			}()
		}
		taken := 0
		for _, result := range results {
			r := <-result
			if r.err != nil || r.status != http.StatusOK && r.status != http.StatusConflict {
				t.Fatalf("answered %d, %v", r.status, r.err)
			}
			if r.status == http.StatusOK {
				taken++
				if err := p.Respond(t.Context(), r.status, r.body); err != nil {
					t.Fatal(err)
				}
			}
		}
		if taken != 1 {
			t.Fatalf("%d of two processes took it", taken)
		}
		for i, again := range []discordtest.Signed{signed, d.Sign(signed.Body)} {
			if status, _, err := again.To(t.Context(), http.DefaultClient, sites[i].url); err != nil || status != http.StatusConflict {
				t.Errorf("posted again it is answered %d, %v", status, err)
			}
		}
		replays += 3
	}
	t.Logf("%d posted a second time, to the other process or the same", replays)
}

// asked answers whether an interaction came before as told.
type asked func(context.Context) (bool, error)

func (a asked) First(ctx context.Context, _ string) (bool, error) { return a(ctx) }

func TestAProcessAloneGoesOnFromItsMemory(t *testing.T) {
	for name, tt := range map[string]struct {
		seen  asked
		took  time.Duration
		first int
	}{
		"taken by none":    {func(context.Context) (bool, error) { return true, nil }, 0, 200},
		"taken by another": {func(context.Context) (bool, error) { return false, nil }, 0, 409},
		"taken by another, and who posts it again hangs up": {func(ctx context.Context) (bool, error) { return ctx.Err() != nil, ctx.Err() }, 0, 409},
		"cut off":   {func(context.Context) (bool, error) { return false, errors.New("cut off") }, 0, 200},
		"no answer": {func(ctx context.Context) (bool, error) { <-ctx.Done(); return false, ctx.Err() }, 300 * time.Millisecond, 200},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := endpoint.New(endpoint.Config{Key: key(t), Seen: tt.seen})
				handler := e.Handler(t.Context(), func(ctx context.Context, i *discordgo.InteractionCreate) {
					if err := e.Callback(ctx, interact.Target{ID: i.ID, Token: i.Token}, interact.Callback{}); err != nil {
						t.Error(err)
					}
				})
				for n, want := range []int{tt.first, 409} {
					body := `{"id":"1","token":"t","type":2,"data":{"name":"x"}}`
					stamp := strconv.FormatInt(time.Now().Unix(), 10)
					post, hangUp := context.WithCancel(t.Context())
					if strings.Contains(name, "hangs up") {
						hangUp()
					}
					defer hangUp()
					r := httptest.NewRequestWithContext(post, http.MethodPost, endpoint.Path, strings.NewReader(body))
					r.Header.Set("X-Signature-Timestamp", stamp)
					r.Header.Set("X-Signature-Ed25519", sign(t, stamp, []byte(body)))
					w, began := httptest.NewRecorder(), time.Now()
					handler.ServeHTTP(w, r)
					if took := time.Since(began); w.Code != want || n == 0 && took != tt.took {
						t.Errorf("time %d: answered %d after %s, want %d after %s", n+1, w.Code, took, want, tt.took)
					}
				}
			})
		})
	}
}
