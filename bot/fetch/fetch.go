// Package fetch gets single pages and attachments for moderators, from addresses
// that somebody else wrote.
//
// It gets over https and port 443 alone, and never from this machine or a network
// around it: each address is looked at when it is dialled, after its name was
// resolved, so that a name which means something else a moment later, or a redirect,
// gets no further than the address itself would. Nothing is run, followed or kept: no
// scripts, no cookies, no proxies of the environment. What comes back is bounded in
// size and time.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

const (
	// MaxBytes is how large a page may be, unpacked.
	MaxBytes = 4 << 20
	// MaxAttachment is how large an attachment may be: as large as everybody may attach
	// (Discord's "Reference", Uploading Files).
	MaxAttachment = 10 << 20
	// MaxTime is how long all of it may take.
	MaxTime = 20 * time.Second
	// MaxRedirects is how many redirects are followed.
	MaxRedirects = 5
	// MaxAddress is how long an address may be, in bytes.
	MaxAddress = 2000
)

// Why something was not fetched. Every error of this package wraps one of these, or
// that of a context that ended.
var (
	// ErrAddress: this is no address of the web.
	ErrAddress = errors.New("not an address of the web")
	// ErrNotHTTPS: the address, or one that it leads to, does not begin with https.
	ErrNotHTTPS = errors.New("not https")
	// ErrForbidden: the address leads to this machine, to a network that is not
	// public, to another port than 443, or an attachment to another host than Discord's.
	ErrForbidden = errors.New("the address is not allowed")
	// ErrRedirects: there are more than [MaxRedirects].
	ErrRedirects = errors.New("too many redirects")
	// ErrNotFound: the server says that there is nothing there.
	ErrNotFound = errors.New("there is nothing at that address")
	// ErrRefused: the server answers that it will not or cannot.
	ErrRefused = errors.New("the server refuses")
	// ErrNotText: what is there is no HTML, text or Markdown.
	ErrNotText = errors.New("neither HTML nor text")
	// ErrTooLarge: it has more than [MaxBytes] or [MaxAttachment].
	ErrTooLarge = errors.New("too large")
	// ErrTooSlow: it took longer than [MaxTime].
	ErrTooSlow = errors.New("it took too long")
	// ErrUnreachable: there is no such host, or no connection to it.
	ErrUnreachable = errors.New("the server cannot be reached")
)

// Options say how a [Fetcher] works.
type Options struct {
	// Version of the program, which it tells servers.
	Version string
	// DialTLS, if not nil, stands in for the guard and TLS: for tests alone.
	DialTLS func(ctx context.Context, network, address string) (net.Conn, error)
	// DialCDN, if not nil, connects to what stands in for Discord's hosts for
	// attachments, without TLS and the guard. Pages never come from there.
	DialCDN func(ctx context.Context, network, address string) (net.Conn, error)
}

// Fetcher gets pages. Safe for concurrent use.
type Fetcher struct {
	pages     http.RoundTripper
	cdn       http.RoundTripper // of attachments
	userAgent string
	maxTime   time.Duration
}

// New returns a fetcher.
func New(o Options) *Fetcher {
	dialer := &net.Dialer{Control: control(443)}
	return newFetcher(o, dialer)
}

func newFetcher(o Options, dialer *net.Dialer) *Fetcher {
	f := &Fetcher{
		userAgent: "Verbatim/" + cmp.Or(plain(o.Version), "0") + " (a bot for quotations; fetches single pages that a moderator asks for)",
		maxTime:   MaxTime,
	}
	f.pages = transport(dialer.DialContext, o.DialTLS)
	f.cdn = f.pages
	if o.DialCDN != nil {
		f.cdn = transport(nil, o.DialCDN)
	}
	return f
}

type dial = func(ctx context.Context, network, address string) (net.Conn, error)

// transport connects by plain, and then speaks TLS, or by tls, which does both.
func transport(plain, tls dial) *http.Transport {
	return &http.Transport{
		Proxy:          nil, // a proxy would dial in our place
		DialContext:    plain,
		DialTLSContext: tls,
		// A connection is used once, so that every request is dialled and looked at.
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// plain keeps of a version what a header may have.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '+' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}

// Page is what was fetched.
type Page struct {
	URL     string // where it came from, after redirects; without a fragment
	Name    string // the last part of its path; may be ""
	Type    string // its media type, "text/html"; "" where the server told none
	Charset string // as the server named it; may be ""
	Data    []byte
}

// Page gets a page of HTML, text or Markdown.
func (f *Fetcher) Page(ctx context.Context, address string) (Page, error) {
	p, err := f.get(ctx, f.pages, address, MaxBytes, nil)
	if err == nil && !readable(p.Type) {
		err = fmt.Errorf("%w: %q", ErrNotText, p.Type)
	}
	if err != nil {
		return Page{}, fmt.Errorf("fetching a page: %w", err)
	}
	return p, nil
}

func readable(mediaType string) bool {
	return slices.Contains([]string{"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown"}, mediaType)
}

// discords are the hosts that have the attachments of Discord's messages.
var discords = [...]string{"cdn.discordapp.com", "media.discordapp.net"}

// Attachment gets a file that somebody attached in Discord, of any type, from
// Discord's hosts for attachments and no other.
func (f *Fetcher) Attachment(ctx context.Context, address string) (Page, error) {
	p, err := f.get(ctx, f.cdn, address, MaxAttachment, discords[:])
	if err != nil {
		return Page{}, fmt.Errorf("fetching an attachment: %w", err)
	}
	return p, nil
}

// get gets what is at an address, at most so many bytes, from some hosts alone if there
// are any.
func (f *Fetcher) get(ctx context.Context, by http.RoundTripper, address string, most int64, hosts []string) (Page, error) {
	u, err := parse(address)
	if err == nil {
		err = allowed(u, hosts)
	}
	if err != nil {
		return Page{}, err
	}
	within, cancel := context.WithTimeout(ctx, f.maxTime)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodGet, u.String(), nil)
	if err != nil {
		return Page{}, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	req.Header.Set("User-Agent", f.userAgent)
	req.Header.Set("Accept", "text/html, text/markdown;q=0.9, text/plain;q=0.8, */*;q=0.1")
	client := http.Client{Transport: by, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		next.Header.Del("Referer")
		if len(via) > MaxRedirects {
			return ErrRedirects
		}
		return allowed(next.URL, hosts)
	}}
	resp, err := client.Do(req)
	if err != nil {
		return Page{}, why(ctx, within, err)
	}
	defer resp.Body.Close()
	p, err := read(resp, most)
	if err == nil {
		err = within.Err() // the end of the time may look like that of the page
	}
	if err != nil {
		return Page{}, why(ctx, within, err)
	}
	return p, nil
}

// parse reads an address as a person gives it.
func parse(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if len(address) > MaxAddress {
		return nil, fmt.Errorf("%w: it is longer than %d bytes", ErrAddress, MaxAddress)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// allowed looks at an address before it is dialled. Where its name leads is looked
// at by control.
func allowed(u *url.URL, hosts []string) error {
	switch {
	case u.Scheme == "" || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		return ErrAddress
	case u.Scheme != "https":
		return ErrNotHTTPS
	case u.User != nil:
		return fmt.Errorf("%w: it has a user's name in it", ErrAddress)
	case len(hosts) > 0 && !slices.Contains(hosts, strings.ToLower(u.Hostname())):
		return fmt.Errorf("%w: the host is none of Discord's", ErrForbidden)
	}
	return nil
}

// read reads an answer.
func read(resp *http.Response, most int64) (Page, error) {
	switch code := resp.StatusCode; {
	case code == http.StatusNotFound, code == http.StatusGone:
		return Page{}, ErrNotFound
	case code != http.StatusOK:
		return Page{}, fmt.Errorf("%w: it answers %d", ErrRefused, code)
	case resp.ContentLength > most:
		return Page{}, ErrTooLarge
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return Page{}, err
	case int64(len(data)) > most:
		return Page{}, ErrTooLarge
	}
	u := resp.Request.URL
	p := Page{URL: u.String(), Data: data}
	if name := path.Base(u.Path); name != "." && name != "/" {
		p.Name = name
	}
	// A type that cannot be read is none.
	if mediaType, params, err := mime.ParseMediaType(resp.Header.Get("Content-Type")); err == nil {
		p.Type, p.Charset = mediaType, params["charset"]
	}
	return p, nil
}

// why says why a request failed. ctx is the caller's, within has the time limit.
func why(ctx, within context.Context, err error) error {
	for _, known := range []error{ErrForbidden, ErrNotHTTPS, ErrAddress, ErrRedirects, ErrNotFound, ErrRefused, ErrTooLarge} {
		if errors.Is(err, known) {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case within.Err() != nil:
		return ErrTooSlow
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}
