package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"verbatim/bot/cli"
)

// siteVariable has the address of a TLS server on loopback.
const siteVariable = "VERBATIM_TEST_SITE"

// verbatimHere is the program, but that every page of the web comes from that server:
// the one way to reach loopback, which the program itself has not.
func verbatimHere() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := program{
		Program: cli.Program{Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr},
		dialTLS: func(ctx context.Context, network, _ string) (net.Conn, error) {
			d := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // a server of the test
			return d.DialContext(ctx, network, os.Getenv(siteVariable))
		},
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// site serves what lies in a folder: https://HOST/PATH is the file HOST/PATH there.
func site(dir string) *httptest.Server {
	files := http.Dir(dir)
	return httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old-address" {
			http.Redirect(w, r, "/news/bridge.html", http.StatusMovedPermanently)
			return
		}
		r.URL.Path = "/" + r.Host + r.URL.Path
		http.FileServer(files).ServeHTTP(w, r)
	}))
}

// startSite starts a site for a test and returns its folder and address.
func startSite(t *testing.T) (dir, address string) {
	t.Helper()
	dir = t.TempDir()
	s := site(dir)
	t.Cleanup(s.Close)
	return dir, s.Listener.Addr().String()
}

// publish writes a file of a site.
func publish(t *testing.T, dir, name, content string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
