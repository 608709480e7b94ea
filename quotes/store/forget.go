package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"verbatim/quotes"
)

// The key that IDs are hashed with, sealed (see [Seal]), and its copy. An ID follows from
// the words, so that without a key who has the log could try whether some words were
// forgotten. A key of before is not sealed, and has no copy.
const (
	keyName     = "forget.key"
	keyCopyName = "forget.copy.key"
)

// Forgotten tells which quotations were forgotten. The nil Forgotten says of none. It
// never changes, and is safe for concurrent use.
type Forgotten struct {
	key    []byte
	hashes map[string]bool
}

// ForgottenIn returns what the edits of a data folder's log say was forgotten. Without
// the key, which lies beside the log, that cannot be told: an error.
func ForgottenIn(dataDir string, log []Edit) (*Forgotten, error) {
	f := &Forgotten{hashes: map[string]bool{}}
	for _, e := range log {
		if e.Op == Forget {
			f.hashes[e.Hash] = true
		}
	}
	if len(f.hashes) == 0 {
		return nil, nil
	}
	var err error
	if f.key, err = readKey(dataDir); err != nil {
		return nil, fmt.Errorf("finding out what was forgotten: %w", err)
	}
	return f, nil
}

// Has reports whether the quotation with an ID was forgotten.
func (f *Forgotten) Has(id quotes.ID) bool { return f != nil && f.hashes[hashOf(f.key, id)] }

func hashOf(key []byte, id quotes.ID) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// readKey returns the key of a data folder, out of the file or its copy.
func readKey(dataDir string) (key []byte, err error) {
	for _, name := range []string{keyName, keyCopyName} {
		data, readErr := readLimited(filepath.Join(dataDir, name), 200)
		if readErr == nil {
			if key, readErr = parseKey(data); readErr == nil {
				return key, nil
			}
			readErr = fmt.Errorf("%s: %w", name, readErr)
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) { // damage says more
			err = readErr
		}
	}
	return nil, err
}

func parseKey(data []byte) ([]byte, error) {
	text := strings.TrimSpace(string(data))
	if strings.HasPrefix(text, sealHead) {
		if err := Unseal([]byte(text), &text); err != nil {
			return nil, err
		}
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != sha256.Size {
		return nil, fmt.Errorf("%w: it is no key", ErrCorrupt)
	}
	return key, nil
}

// key returns the key of the data folder, which is made if there is none. Afterwards it
// has a copy.
func (l *Log) key() ([]byte, error) {
	key, err := readKey(l.dir)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, sha256.Size)
		_, err = rand.Read(key)
	}
	if err == nil {
		err = l.writeKey(key)
	}
	return key, err
}

// writeKey makes a key the one of the data folder.
func (l *Log) writeKey(key []byte) error {
	line, err := Seal(hex.EncodeToString(key))
	if err != nil {
		return err
	}
	for _, name := range []string{keyName, keyCopyName} {
		path := filepath.Join(l.dir, name)
		if was, err := readLimited(path, 200); err == nil && bytes.Equal(was, line) {
			continue
		}
		if err := l.disk.WriteFile(path, line); err != nil {
			return err
		}
	}
	return nil
}

// Forget takes all that edits say of some quotations out of the log and its copy: the
// lines stay, each with its number, its time and a keyed hash of the ID. Behind them it
// writes who decided so, by e, whose operation, hash and number it sets. What damage
// left of the files goes too. It is final. Errors are those of [Log.Append]; after one
// that wraps [ErrLogBroken] it may or may not have happened.
func (l *Log) Forget(ids []quotes.ID, e Edit) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return fmt.Errorf("%w: %w", ErrLogBroken, l.broken)
	}
	return l.locked(func() error {
		was, err := l.read()
		if err = errors.Join(l.mirrors(), err); err != nil {
			return fmt.Errorf("reading the log of edits: %w", err)
		}
		key, err := l.key()
		if err != nil {
			return fmt.Errorf("reading the key: %w", err)
		}
		e.Op, e.ID, e.At, e.Seq = Forget, "", nextTime(was.edits).UTC().Round(0), l.seq
		var decisions []Edit
		for _, id := range ids {
			e.Seq++
			e.Hash = hashOf(key, id)
			decisions = append(decisions, e)
		}
		return l.rewrite(was, key, decisions...)
	})
}

// rewrite takes what some decisions to forget are about out of a log, which is locked,
// and appends them to it, in one step.
func (l *Log) rewrite(was parsedLog, key []byte, decisions ...Edit) error {
	parsed, err := without(was, key, decisions)
	if err != nil {
		return err
	}
	for _, name := range logNames {
		if err := l.disk.WriteFile(filepath.Join(l.dir, name), parsed.data); err != nil {
			l.broken = err
			return fmt.Errorf("%w: %w", ErrLogBroken, err)
		}
	}
	l.edits, l.seq, l.size, l.last = parsed.edits, parsed.seq, int64(len(parsed.data)), bytes.Clone(parsed.data[parsed.last:])
	return l.dropDamage()
}

// without returns a log with what it says of some quotations forgotten, and the
// decisions to do so behind it.
func without(was parsedLog, key []byte, decisions []Edit) (parsedLog, error) {
	f := &Forgotten{key: key, hashes: map[string]bool{}}
	for _, d := range decisions {
		f.hashes[d.Hash] = true
	}
	gone := map[uint64]Edit{} // what becomes of an edit
	for _, e := range was.edits {
		hash := gone[e.Undoes].Hash
		if e.ID != "" && f.Has(e.ID) {
			hash = hashOf(key, e.ID)
		} else if e.Quote != nil && e.Quote.Words != "" && f.Has(quotes.IDOf(e.Quote.Words)) {
			hash = hashOf(key, quotes.IDOf(e.Quote.Words)) // which another quotation had for a while
		}
		if hash != "" {
			gone[e.Seq] = Edit{Seq: e.Seq, At: e.At, Op: Forget, Hash: hash}
		}
	}
	var data []byte
	seq := uint64(0)
	for line := range bytes.Lines(was.data) {
		seq++
		if e, forget := gone[seq]; forget {
			var err error
			if line, err = sealNumbered(e); err != nil {
				return parsedLog{}, err
			}
		}
		data = append(data, line...)
	}
	for _, d := range decisions {
		line, err := sealNumbered(d)
		if err == nil {
			data, err = appendGap(data, seq, d.Seq)
		}
		if err != nil {
			return parsedLog{}, err
		}
		seq, data = d.Seq, append(data, line...)
	}
	return merge([2][]byte{data, nil})
}

// dropDamage removes what is kept of damage, as it may have the words.
func (l *Log) dropDamage() error {
	put, err := PutBack(l.dir)
	for _, d := range put {
		err = errors.Join(err, os.Remove(filepath.Join(l.dir, d.Kept)))
	}
	for _, name := range logNames {
		if rmErr := os.Remove(filepath.Join(l.dir, name+tornEnd)); !errors.Is(rmErr, fs.ErrNotExist) {
			err = errors.Join(err, rmErr)
		}
	}
	return errors.Join(err, l.disk.SyncDir(l.dir))
}
