package reindex

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// marker is what the file holds that is there while a build runs.
type marker struct {
	Since time.Time `json:"since"`
}

// readMarker returns when the build began that an earlier process did not bring
// to its end; zero where there is none.
func readMarker(path string) (time.Time, error) {
	if path == "" {
		return time.Time{}, nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	var m marker
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("reading %s: %w", path, err)
	}
	return m.Since, nil
}

func writeMarker(path string, since time.Time) error {
	if path == "" {
		return nil
	}
	raw, err := json.Marshal(marker{since})
	if err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o600)
}

func removeMarker(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
