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
	ctx, cancel := context.WithTimeout(ctx, g.timing.lookUp)
	defer cancel()
	api := g.API
	if api == nil {
		api = &url.URL{Scheme: "https", Host: "discord.com"}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.JoinPath("api", "v10", "gateway").String(), nil)
	if err != nil {
		return "", fmt.Errorf("asking %s for the gateway: %w", api.Host, err)
	}
	request.Header.Set("User-Agent", "DiscordBot (verbatim, 1)")
	request.Header.Set("Authorization", "Bot "+g.Token) // Discord needs none; a proxy may
	response, err := (&http.Client{Transport: g.transport}).Do(request)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // the address is said already
		}
		return "", fmt.Errorf("asking %s for the gateway: %w", api.Host, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAddress))
	if response.StatusCode != http.StatusOK {
		return "", &refusedError{what: "asking " + api.Host + " for the gateway", status: response.StatusCode, after: retryAfter(response.Header, body)}
	}
	if err != nil {
		return "", fmt.Errorf("asking %s for the gateway: %w", api.Host, err)
	}
	var answer struct{ URL string }
	if err := json.Unmarshal(body, &answer); err != nil || answer.URL == "" {
		return "", fmt.Errorf("asking %s for the gateway: there is no address in the answer", api.Host)
	}
	return answer.URL, nil
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
