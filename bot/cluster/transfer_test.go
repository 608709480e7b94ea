package cluster

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
	"verbatim/search"
)

// How long a file of 100 MB takes into the store of three servers, out of it, and to be
// removed.
func TestAHundredMegabytesGoInAndOut(t *testing.T) {
	if !*three {
		t.Skip("-three runs it")
	}
	c := connect(t, clustertest.Start(t, 3), 3)
	dir := t.TempDir()
	data := make([]byte, 100<<20)
	if _, err := rand.Read(data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "records.dat"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	lease := acquire(t, c, buildLease)
	defer lease.Release(t.Context())
	if _, err := c.claim(t.Context(), lease.Fence(), func(current) error { return nil }); err != nil {
		t.Fatal(err)
	}
	took := func(what string, do func() error) {
		began := time.Now()
		if err := do(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		t.Logf("%s: %v", what, time.Since(began).Round(time.Millisecond))
	}
	var p Published
	for n := range 2 {
		p = Published{Fence: lease.Fence(), Shipment: search.Shipment{
			Number: n + 1, Files: []search.FileSum{{Name: "records.dat", Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}},
		}}
		took("100 MB in", func() error { return c.publish(t.Context(), p, dir) })
	}
	hash := sha256.New()
	took("100 MB out", func() error { return c.fetch(t.Context(), p, "records.dat", io.Writer(hash)) })
	if [sha256.Size]byte(hash.Sum(nil)) != sum {
		t.Error("they are other ones")
	}
	took("100 MB removed", func() error { return c.sweep(t.Context(), 0, true) })
	if names := objects(t, c); len(names) != 7 {
		t.Errorf("left: %q", names)
	}
	if isLost(lease) {
		t.Error("the lease was lost meanwhile")
	}
}
