package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// site is a server on loopback and a fetcher for which every host is this one.
func site(t *testing.T, h http.HandlerFunc) *Fetcher {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	return New(Options{Version: "1.2 (x)\n", DialTLS: func(ctx context.Context, network, _ string) (net.Conn, error) {
		d := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // a server of the test
		return d.DialContext(ctx, network, s.Listener.Addr().String())
	}})
}

func TestAPageComesAsItIs(t *testing.T) {
	var got []*http.Request
	f := site(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r)
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "x"})
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "https://other.example/news/the-bridge?a=1", http.StatusMovedPermanently)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=windows-1251")
		fmt.Fprint(w, "<p>\xcf</p>")
	})
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	p, err := f.Page(t.Context(), " https://news.example/old#top ")
	if err != nil {
		t.Fatal(err)
	}
	if p.URL != "https://other.example/news/the-bridge?a=1" || p.Name != "the-bridge" || p.Type != "text/html" || p.Charset != "windows-1251" || string(p.Data) != "<p>\xcf</p>" {
		t.Errorf("got %+v", p)
	}
	for _, r := range got {
		if r.Method != http.MethodGet || r.UserAgent() != "Verbatim/1.2x (a bot for quotations; fetches single pages that a moderator asks for)" || r.Header.Get("Cookie") != "" || r.Referer() != "" {
			t.Errorf("asked with %s %v", r.Method, r.Header)
		}
	}
}

func TestWhatIsNotAPage(t *testing.T) {
	zipped := new(bytes.Buffer)
	z := gzip.NewWriter(zipped)
	_, _ = io.CopyN(z, zeros{}, MaxBytes+1)
	_ = z.Close()
	f := site(t, func(w http.ResponseWriter, r *http.Request) {
		what := strings.TrimPrefix(r.URL.Path, "/")
		if n, err := strconv.Atoi(what); err == nil { // so many redirects
			if n > 0 {
				http.Redirect(w, r, "/"+strconv.Itoa(n-1), http.StatusSeeOther)
				return
			}
			what = "text/plain"
		}
		switch what {
		case "missing":
			http.NotFound(w, r)
		case "gone":
			w.WriteHeader(http.StatusGone)
		case "broken":
			w.WriteHeader(http.StatusInternalServerError)
		case "denied":
			w.WriteHeader(http.StatusForbidden)
		case "part":
			w.WriteHeader(http.StatusPartialContent)
		case "large":
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.CopyN(w, zeros{}, MaxBytes+1)
		case "told":
			w.Header().Set("Content-Length", strconv.Itoa(MaxBytes+1))
		case "bomb":
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zipped.Bytes())
		case "full":
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.CopyN(w, zeros{}, MaxBytes)
		case "insecure":
			http.Redirect(w, r, "http://news.example/text/plain", http.StatusFound)
		case "cut":
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("x"))
		default:
			w.Header()["Content-Type"] = []string{what}
			_, _ = w.Write([]byte("x"))
		}
	})
	for what, want := range map[string]error{
		"text/html": nil, "text/plain": nil, "text/markdown": nil, "application/xhtml+xml": nil, "TEXT/HTML; charset=utf-8": nil, "full": nil, "5": nil,
		"6": ErrRedirects, "image/png": ErrNotText, "application/pdf": ErrNotText, "text/javascript": ErrNotText, "": ErrNotText, "text/": ErrNotText,
		"missing": ErrNotFound, "gone": ErrNotFound, "broken": ErrRefused, "denied": ErrRefused, "part": ErrRefused,
		"large": ErrTooLarge, "told": ErrTooLarge, "bomb": ErrTooLarge, "insecure": ErrNotHTTPS, "cut": ErrUnreachable,
	} {
		p, err := f.Page(t.Context(), "https://news.example/"+what)
		if !errors.Is(err, want) || (err == nil) != (want == nil) || (err == nil) != (len(p.Data) > 0) {
			t.Errorf("%s: %d bytes, %v, want %v", what, len(p.Data), err, want)
		}
	}
	if _, err := f.Page(t.Context(), "https://news.example/"+strings.Repeat("a", MaxAddress)); !errors.Is(err, ErrAddress) {
		t.Errorf("a long address: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestSlowServersEnd(t *testing.T) {
	f := site(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip" {
			w.Header().Set("Content-Type", "text/plain")
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	})
	f.maxTime = 50 * time.Millisecond
	for _, address := range []string{"https://news.example/", "https://news.example/drip"} {
		if _, err := f.Page(t.Context(), address); !errors.Is(err, ErrTooSlow) {
			t.Errorf("%s: %v", address, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Page(ctx, "https://news.example/"); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
}

func TestAttachmentsAreDiscords(t *testing.T) {
	f := site(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "https://evil.example/x.csv", http.StatusFound)
			return
		}
		if r.URL.Path == "/large.csv" {
			_, _ = io.CopyN(w, zeros{}, MaxAttachment+1)
		}
		_, _ = w.Write([]byte("text\n"))
	})
	for address, want := range map[string]error{
		"https://cdn.discordapp.com/attachments/1/2/x.csv?ex=3":   nil,
		"https://CDN.discordapp.com/attachments/1/2/x.csv":        nil,
		"https://media.discordapp.net/attachments/1/2/x.csv":      nil,
		"https://cdn.discordapp.com/away":                         ErrForbidden,
		"https://cdn.discordapp.com/large.csv":                    ErrTooLarge,
		"https://cdn.discordapp.com.evil.example/x.csv":           ErrForbidden,
		"https://cdn.discordapp.com./x.csv":                       ErrForbidden,
		"https://evil.example/cdn.discordapp.com/x.csv":           ErrForbidden,
		"https://evil.example#cdn.discordapp.com/x.csv":           ErrForbidden,
		"https://discordapp.com/x.csv":                            ErrForbidden,
		"https://cdn.discordapp.com@evil.example/x.csv":           ErrAddress,
		"http://cdn.discordapp.com/attachments/1/2/x.csv":         ErrNotHTTPS,
		"https://cdn.discordapp.com:x/attachments/1/2/x.csv":      ErrAddress,
		"https://127.0.0.1/attachments/1/2/x.csv?cdn.discordapp=": ErrForbidden,
	} {
		p, err := f.Attachment(t.Context(), address)
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
		if err == nil && (p.Name != "x.csv" || string(p.Data) != "text\n") {
			t.Errorf("%s: %+v", address, p)
		}
	}
}

// TestAttachmentsMayComeFromAPlayedDiscord holds that pages never do.
func TestAttachmentsMayComeFromAPlayedDiscord(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host) }))
	t.Cleanup(s.Close)
	f := New(Options{
		DialTLS: func(context.Context, string, string) (net.Conn, error) { return nil, ErrForbidden },
		DialCDN: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
		},
	})
	const address = "https://cdn.discordapp.com/attachments/1/2/a.txt"
	if p, err := f.Attachment(t.Context(), address); err != nil || string(p.Data) != "cdn.discordapp.com" || p.URL != address {
		t.Errorf("the attachment: %+v, %v", p, err)
	}
	if _, err := f.Attachment(t.Context(), "https://news.example/a.txt"); !errors.Is(err, ErrForbidden) {
		t.Errorf("an attachment elsewhere: %v", err)
	}
	if p, err := f.Page(t.Context(), address); !errors.Is(err, ErrForbidden) {
		t.Errorf("a page: %+v, %v", p, err)
	}
}
