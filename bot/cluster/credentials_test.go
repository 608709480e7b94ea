package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"verbatim/bot/cluster/clustertest"
)

func TestAProcessSignsInWithAUserAndAPassword(t *testing.T) {
	servers := clustertest.Start(t, 1, func(o *server.Options) { o.Username, o.Password = "verbatim", "a:b c" })
	for _, c := range []struct {
		name, file string
		opens      bool
		connects   bool
	}{
		{"the right ones", "verbatim:a:b c\n", true, true},
		{"a wrong password", "verbatim:other\n", true, false},
		{"no password", "verbatim\n", false, false},
		{"two lines", "verbatim:a\nother:b\n", false, false},
		{"an empty file", "", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "nats")
			if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			within := 10 * time.Second
			if !c.connects {
				within = 300 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			process, err := Connect(ctx, Options{URLs: servers.URLs(), Credentials: path, Replicas: 1})
			switch {
			case err == nil:
				process.Close()
			case c.opens == errors.Is(err, ErrCredentials), c.connects:
				t.Fatal(err)
			}
			if connected := err == nil; connected != c.connects {
				t.Errorf("connected: %t, %v", connected, err)
			}
		})
	}
}
