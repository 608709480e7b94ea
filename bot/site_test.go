package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"

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
