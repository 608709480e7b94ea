package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// signer is the application's key pair, made from a fixed seed so that a bot may be set
// up before the server runs.
func signer() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte("a Discord on loopback, for tests"))
}

// PublicKey is the application's, in hexadecimal as the Developer Portal shows it.
func PublicKey() string {
	return hex.EncodeToString(signer().Public().(ed25519.PublicKey))
}

// Signed is a request as Discord posts it: an interaction and its signature.
// https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
type Signed struct {
	Body      []byte
	Timestamp string // Unix seconds
	Signature string // hexadecimal, of Timestamp and Body
}

// SignedAt signs a body at a time in Unix seconds.
func SignedAt(timestamp string, body []byte) Signed {
	return Signed{body, timestamp, hex.EncodeToString(ed25519.Sign(signer(), append([]byte(timestamp), body...)))}
}

// Sign signs a body at the server's time.
func (s *Server) Sign(body []byte) Signed {
	return SignedAt(strconv.FormatInt(s.Now().Unix(), 10), body)
}

// To posts the request and returns status and body of the response.
func (r Signed) To(ctx context.Context, client *http.Client, url string) (status int, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(r.Body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	request.Header.Set("X-Signature-Timestamp", r.Timestamp)
	request.Header.Set("X-Signature-Ed25519", r.Signature)
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(response.Body, bodyLimit))
	return response.StatusCode, body, err
}

// Prepare makes an interaction and signs it; what waits for its answer needs
// [Pending.Respond], or a callback over REST.
func (s *Server) Prepare(i Interaction) (Signed, *Pending, error) {
	content, p, err := s.prepare(i)
	if err != nil {
		return Signed{}, nil, err
	}
	raw, err := json.Marshal(content)
	if err != nil {
		return Signed{}, nil, fmt.Errorf("making an interaction: %w", err)
	}
	return s.Sign(raw), p, nil
}

// PostTo says where interactions are posted from now on, as an application's
// Interactions Endpoint URL does. Nothing is dispatched over the gateway any more.
func (s *Server) PostTo(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.postTo = url
}

// Post lets the interaction happen over HTTP: it is posted to the bot's endpoint, and
// the first answer is returned, which is the response or follows a 202.
func (s *Server) Post(ctx context.Context, client *http.Client, url string, i Interaction) (Answer, error) {
	signed, p, err := s.Prepare(i)
	if err != nil {
		return Answer{}, err
	}
	status, body, err := signed.To(ctx, client, url)
	if err != nil {
		return Answer{}, fmt.Errorf("posting %s: %w", i.describe(), err)
	}
	if err := p.Respond(ctx, status, body); err != nil {
		return Answer{}, err
	}
	return p.Answer(ctx)
}

// Respond takes what the bot's endpoint answered, under the rules of a callback.
func (p *Pending) Respond(ctx context.Context, status int, body []byte) error {
	switch {
	case status == http.StatusAccepted && len(body) == 0:
		return nil // the callback comes over REST
	case status != http.StatusOK:
		return fmt.Errorf("%s: the endpoint answers %d: %s", p.x.in.describe(), status, body)
	}
	path := strings.NewReplacer("{interaction_id}", p.x.id, "{interaction_token}", p.x.token).Replace(callbackPath)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, path, nil)
	if err != nil {
		return err
	}
	request.SetPathValue("interaction_id", p.x.id)
	request.SetPathValue("interaction_token", p.x.token)
	rep := p.s.callback(request, body)
	p.s.record(OpCallback, request, body, rep.status)
	if rep.status >= 300 {
		return fmt.Errorf("%s: Discord takes the response with %d: %v", p.x.in.describe(), rep.status, rep.body)
	}
	if err := checkSchema(endpoint{op: OpCallback, method: http.MethodPost, path: callbackPath}, body); err != nil {
		p.s.violate("the response to a post is not what Discord's API description wants: %v\n%s", err, body)
	}
	return nil
}

// ErrAccepted: an endpoint took a request that it must refuse.
var ErrAccepted = errors.New("the endpoint takes what is not signed")

// Verify does what Discord does when an application's endpoint is entered: a PING that
// has to be answered, and one with a wrong signature that has to be refused with 401.
func (s *Server) Verify(ctx context.Context, client *http.Client, url string) error {
	ping := s.Sign([]byte(`{"id":"1042000000000000077","application_id":"` + s.AppID() + `","type":1,"token":"t","version":1}`))
	status, body, err := ping.To(ctx, client, url)
	var pong struct{ Type int }
	if err != nil || status != http.StatusOK || json.Unmarshal(body, &pong) != nil || pong.Type != 1 {
		return fmt.Errorf("a PING is answered %d %s, %w", status, body, err)
	}
	forged := ping
	forged.Signature = hex.EncodeToString(make([]byte, ed25519.SignatureSize))
	if status, _, err = forged.To(ctx, client, url); err != nil || status != http.StatusUnauthorized {
		return fmt.Errorf("%w: %d, %v", ErrAccepted, status, err)
	}
	return nil
}
