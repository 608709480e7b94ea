package cluster

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"verbatim/bot/cluster/clustertest"
)

func TestWhyNATSIsOfNoUseIsTold(t *testing.T) {
	servers := clustertest.Start(t, 1, func(o *server.Options) { o.Username, o.Password = "verbatim", "a:b c" })
	right := "verbatim:a:b c\n"
	for _, c := range []struct {
		name, file string
		options    Options
		want       error // nil: it is of use
		unread     bool  // nothing is even tried
		probed     error // of Probe, which makes nothing and so wants no replicas
	}{
		// First, as what is there stays as it is.
		{"fewer servers than replicas", right, Options{Replicas: 3}, ErrTooFew, false, nil},
		{"all is right", right, Options{Replicas: 1}, nil, false, nil},
		{"a wrong password", "verbatim:other\n", Options{Replicas: 1}, ErrRefused, false, ErrRefused},
		{"nobody there", right, Options{Replicas: 1, URLs: "nats://127.0.0.1:1"}, ErrUnreachable, false, ErrUnreachable},
		{"no password", "verbatim\n", Options{}, ErrCredentials, true, ErrCredentials},
		{"two lines", "verbatim:a\nother:b\n", Options{}, ErrCredentials, true, ErrCredentials},
		{"an empty file", "", Options{}, ErrCredentials, true, ErrCredentials},
		{"no authority", right, Options{Authority: "nowhere.pem"}, fs.ErrNotExist, true, fs.ErrNotExist},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "nats")
			if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			c.options.Credentials, c.options.URLs = path, cmp.Or(c.options.URLs, servers.URLs())
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if _, err := Probe(ctx, c.options); !errors.Is(err, c.probed) || c.probed == nil && err != nil {
				t.Errorf("probed: %v, want %v", err, c.probed)
			}
			process, err := Open(c.options)
			if _, ok := errors.AsType[*OptionError](err); ok != c.unread {
				t.Fatal(err)
			}
			if !c.unread {
				defer process.Close()
				eventually(t, "it is known why", func() bool {
					soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
					defer cancel()
					err = process.Ready(soon)
					return errors.Is(err, c.want)
				})
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}
