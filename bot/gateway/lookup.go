package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// refusedError is an answer that is neither the gateway's address nor a websocket.
type refusedError struct {
	what      string
	status    int
	after     time.Duration // Discord wants to be left alone for so long
	handshake bool          // it was the gateway's, which was not told the token yet
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("%s: it was answered with %d", e.what, e.status)
}

// maxAddress bounds the answer that has the gateway's address, in bytes.
const maxAddress = 64 << 10

// lookUp asks Discord where the gateway is.
// https://discord.com/developers/docs/events/gateway#get-gateway
func (g *gateway) lookUp(ctx context.Context) (string, error) {
	said, err := g.ask(ctx, "gateway")
	return said.URL, err
}

// botGateway is what Discord says of the gateway; all but the URL only when it
// is asked for the bot's own.
// https://discord.com/developers/docs/events/gateway#get-gateway-bot
type botGateway struct {
	URL    string
	Shards int // how many are recommended
	Limit  struct {
		Total       int
		Remaining   int
		ResetAfter  int64 `json:"reset_after"` // milliseconds
		Concurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

func (g *gateway) ask(ctx context.Context, path ...string) (said botGateway, err error) {
	ctx, cancel := context.WithTimeout(ctx, g.timing.lookUp)
	defer cancel()
	api := g.API
	if api == nil {
		api = &url.URL{Scheme: "https", Host: "discord.com"}
	}
	what := "asking " + api.Host + " for the gateway"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.JoinPath("api", "v10").JoinPath(path...).String(), nil)
	if err != nil {
		return said, fmt.Errorf("%s: %w", what, err)
	}
	request.Header.Set("User-Agent", "DiscordBot (verbatim, 1)")
	request.Header.Set("Authorization", "Bot "+g.Token) // for the mere address Discord needs none; a proxy may
	response, err := (&http.Client{Transport: g.transport}).Do(request)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // the address is said already
		}
		return said, fmt.Errorf("%s: %w", what, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAddress))
	if response.StatusCode != http.StatusOK {
		return said, &refusedError{what: what, status: response.StatusCode, after: retryAfter(response.Header, body)}
	}
	if err != nil {
		return said, fmt.Errorf("%s: %w", what, err)
	}
	if err := json.Unmarshal(body, &said); err != nil || said.URL == "" {
		return said, fmt.Errorf("%s: there is no address in the answer", what)
	}
	return said, nil
}

// directory knows what Discord says of the bot's gateway and asks for it no more
// often than one connection would, however many shards want to know. Safe for
// concurrent use.
type directory struct {
	ask    func(context.Context) (botGateway, error)
	budget *budget
	timing timing

	mu       sync.Mutex
	said     botGateway // the last answer that was one
	err      error      // what came instead, since
	failures int        // in a row
	next     time.Time  // when to ask again
}

// get returns what Discord says, by an answer that is no older than timing.fresh.
func (d *directory) get(ctx context.Context) (botGateway, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	began := time.Now()
	if began.Before(d.next) {
		return d.said, d.err
	}
	said, err := d.ask(ctx)
	if ctx.Err() != nil {
		return said, ctx.Err()
	}
	if d.err = err; err != nil {
		hold := d.timing.base / 2
		if refused, ok := errors.AsType[*refusedError](err); ok && refused.status/100 == 4 {
			hold = supervisor{timing: d.timing}.shortBackOff(d.failures, err, 0)
		}
		d.failures++
		d.next = time.Now().Add(hold)
		return said, err
	}
	said.Shards, said.Limit.Concurrency = max(said.Shards, 1), max(said.Limit.Concurrency, 1)
	d.said, d.failures, d.next = said, 0, time.Now().Add(d.timing.fresh)
	d.budget.bound(said.Limit.Total, said.Limit.Remaining, began.Add(time.Duration(said.Limit.ResetAfter)*time.Millisecond))
	return said, nil
}

// concurrency is how many sign-ins there may be at once, by the last answer.
func (d *directory) concurrency() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return max(d.said.Limit.Concurrency, 1)
}

// retryAfter reads how long Discord wants to be left alone, from the header and
// the body, which knows fractions of a second.
// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
func retryAfter(header http.Header, body []byte) time.Duration {
	var said struct {
		RetryAfter float64 `json:"retry_after"`
	}
	seconds, _ := strconv.ParseFloat(header.Get("Retry-After"), 64) // 0 where there is none
	if json.Unmarshal(body, &said) == nil && said.RetryAfter > 0 {
		seconds = said.RetryAfter
	}
	const longest = 3600
	return time.Duration(min(max(seconds, 0), longest) * float64(time.Second))
}

// known answers discordgo, which looks the gateway up itself, with the address
// that was found already. It is all that discordgo needs of the REST API.
type known string

func (address known) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/gateway") {
		return nil, fmt.Errorf("discordgo asks for %s, which it has no need of", r.URL.Path)
	}
	body, err := json.Marshal(map[string]string{"url": string(address)})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(body))),
		ContentLength: int64(len(body)), Request: r,
	}, nil
}
