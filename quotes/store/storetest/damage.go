package storetest

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// damageKinds are what befalls a file, or two, of a data folder.
var damageKinds = []string{"bit flipped", "bits flipped", "cut off", "emptied", "page zeroed", "page of noise", "missing", "swapped", "replaced", "longer"}

// DamageAFile damages a file below a folder, or swaps two, and says what it did; "" when
// nothing changed. Whoever has the file open or mapped sees it.
func DamageAFile(t *testing.T, dir string, random *rand.Rand) string {
	t.Helper()
	kind := damageKinds[random.IntN(len(damageKinds))]
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	path, other := files[random.IntN(len(files))], files[random.IntN(len(files))]
	data, err := os.ReadFile(path)
	second, otherErr := os.ReadFile(other)
	if err := errors.Join(err, otherErr); err != nil {
		t.Fatal(err)
	}
	was := slices.Clone(data)
	at := 0
	if len(data) > 0 {
		at = random.IntN(len(data))
	}
	page := data[at:min(len(data), at+4096)]
	switch kind {
	case "bit flipped", "bits flipped":
		for n := range map[string]int{"bit flipped": 1, "bits flipped": 8}[kind] {
			if len(data) > 0 {
				data[(at+n*n*37)%len(data)] ^= 1 << random.IntN(8)
			}
		}
	case "cut off":
		data = data[:at]
	case "emptied":
		data = nil
	case "page zeroed":
		clear(page)
	case "page of noise":
		for i := range page {
			page[i] = byte(random.Uint32())
		}
	case "swapped":
		if err := os.WriteFile(other, data, 0o600); err != nil {
			t.Fatal(err)
		}
		data = second
	case "replaced":
		data = second
	case "longer":
		data = append(data, byte(random.Uint32()))
	case "missing":
		err = os.Remove(path)
	}
	if kind != "missing" {
		if slices.Equal(data, was) {
			return ""
		}
		err = os.WriteFile(path, data, 0o600) // in place
	}
	if err != nil {
		t.Fatal(err)
	}
	rel, _ := filepath.Rel(dir, path)
	relOther, _ := filepath.Rel(dir, other)
	return fmt.Sprintf("%s: %s at %d of %d (other %s)", rel, kind, at, len(was), relOther)
}
