package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
)

// Saved is a file of a data folder that nothing brings back: the log of edits, or the
// key of what was forgotten.
type Saved struct {
	Name string
	Data []byte
}

// Save returns what a backup of a data folder has to have, each as it is at this moment,
// without changing anything. The log is one that [OpenLog] takes, put together of the log and its
// copy; what is missing is left out. Errors are as for [OpenLog].
func Save(dataDir string) ([]Saved, error) {
	parsed, err := readLog(dataDir)
	if err != nil {
		return nil, err
	}
	var saved []Saved
	if len(parsed.data) > 0 {
		saved = append(saved, Saved{LogName, parsed.data})
	}
	// After the log: what it says is forgotten was forgotten with a key that is there.
	switch key, err := readKey(dataDir); {
	case err == nil:
		line, err := Seal(hex.EncodeToString(key))
		if err != nil {
			return nil, err
		}
		saved = append(saved, Saved{keyName, line})
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	return saved, nil
}
