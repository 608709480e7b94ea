package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Each line is durable in the log before it is written to the copy, and in both
// before the edit is acknowledged. So a crash leaves the copy as the log is, or one
// line behind it, and tears the last line of one of them at most. Whatever else is
// found is damage: what one of them lost is taken from the other.

var logNames = [2]string{LogName, CopyName}

const (
	damagedEnd = ".damaged-" // and a number: a file as it was before it was put right
	tornEnd    = ".torn"     // the end of a file that a crash tore
)

// Damage says that the log of edits, or its copy, was found damaged and was put back
// from the other one.
type Damage struct {
	File string    // which of them: [LogName] or [CopyName]
	Kept string    // the name of the file, in the data folder, that has the damaged bytes; "" before it is put back
	At   time.Time // when it was put back; zero before
}

// PutBack returns the damage to the log of edits that was put back, the earliest
// first. It is told until somebody removes the files that were kept.
func PutBack(dataDir string) ([]Damage, error) {
	entries, err := os.ReadDir(dataDir)
	if err != nil {
		return nil, fmt.Errorf("looking for damage to the log of edits: %w", err)
	}
	var found []Damage
	for _, e := range entries {
		name, _, damaged := strings.Cut(e.Name(), damagedEnd)
		if !damaged || !slices.Contains(logNames[:], name) {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("looking for damage to the log of edits: %w", err)
		}
		found = append(found, Damage{File: name, Kept: e.Name(), At: info.ModTime()})
	}
	slices.SortStableFunc(found, func(a, b Damage) int { return a.At.Compare(b.At) })
	return found, nil
}

// LogDamage returns what [PutBack] does, and then the damage that the next [OpenLog]
// will put back, for which it reads the log. What cannot be put back is the error, as
// for [OpenLog].
func LogDamage(dataDir string) ([]Damage, error) {
	found, err := PutBack(dataDir)
	if err != nil {
		return nil, err
	}
	parsed, err := readLog(dataDir)
	if err != nil {
		return found, err
	}
	for i, name := range logNames {
		if parsed.damaged[i] {
			found = append(found, Damage{File: name})
		}
	}
	return found, nil
}

// nextDamaged returns a path for what is damaged that nothing has.
func nextDamaged(path string) string {
	for n := 1; ; n++ {
		if beside := fmt.Sprintf("%s%s%d", path, damagedEnd, n); !exists(beside) {
			return beside
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// ReadLog reads the edits of a data folder without locking or changing it, as
// any number of processes may while one writes. A torn last line is not
// counted; a log that is not there has no edits. Errors are as for [OpenLog].
func ReadLog(dataDir string) ([]Edit, error) {
	parsed, err := readLog(dataDir)
	return parsed.edits, err
}

func readLog(dataDir string) (parsedLog, error) {
	files, err := readFiles(dataDir)
	var parsed parsedLog
	if err == nil {
		parsed, err = merge(files)
	}
	if err != nil {
		return parsedLog{}, fmt.Errorf("reading the log of edits: %w", err)
	}
	return parsed, nil
}

// readFiles reads the log and its copy: nil for one that is not there. The copy comes
// first, as it is never ahead of the log. One that the disk does not give is as good as
// empty if the other one can be read.
func readFiles(dir string) (files [2][]byte, err error) {
	var failed error
	read := 0
	for i, name := range slices.Backward(logNames[:]) {
		data, err := readLimited(filepath.Join(dir, name), maxLog)
		if errors.Is(err, syscall.EIO) { // it may have been for once
			data, err = readLimited(filepath.Join(dir, name), maxLog)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case errors.Is(err, syscall.EIO):
			failed = err
			files[i] = []byte{}
		case err != nil:
			return files, err
		default:
			read++
			files[i] = append([]byte{}, data...) // not nil
		}
	}
	if read == 0 {
		return files, failed
	}
	return files, nil
}

// parsedLog is what a log and its copy come to.
type parsedLog struct {
	edits   []Edit
	seq     uint64
	data    []byte // whole lines, LF included
	last    int    // where the last line starts
	torn    [2][]byte
	damaged [2]bool
}

// line is the next line of a file.
type line struct {
	raw  []byte // without LF
	end  int    // where the next one starts, or a line of which the LF is missing ends
	edit Edit
	err  error // nil: it is the line that comes now
	torn bool  // it is what a crash leaves
}

func (l line) givenUp() bool { return len(l.raw) == 0 }

// next returns the line of a file that starts at a place, and false at the end.
func (p *parsedLog) next(file []byte, at int) (line, bool) {
	if at >= len(file) {
		return line{}, false
	}
	raw, _, ended := bytes.Cut(file[at:], []byte("\n"))
	l := line{raw: raw, end: min(at+len(raw)+1, len(file))}
	if len(raw) > 0 {
		if l.err = unsealEdit(raw, &l.edit); l.err == nil && (l.edit.Seq != p.seq+1 || l.edit.Undoes >= l.edit.Seq) {
			l.err = fmt.Errorf("%w: it is edit %d", ErrCorrupt, l.edit.Seq)
		}
		l.torn = l.err != nil && l.end == len(file) && torn(raw, ended)
	}
	return l, true
}

// merge reads a log and its copy line by line, each from the one that has it.
func merge(files [2][]byte) (p parsedLog, err error) {
	var at, behind [2]int
	for {
		var lines [2]line
		var there [2]bool
		from := -1
		for i := range files {
			lines[i], there[i] = p.next(files[i], at[i])
			if there[i] && lines[i].err == nil && (from < 0 || lines[from].givenUp()) {
				from = i
			}
		}
		if from < 0 {
			for i, l := range lines {
				switch other := 1 - i; {
				case !there[i]:
				case l.torn:
					p.torn[i] = l.raw
				case files[other] == nil, there[other] && !lines[other].torn, p.goesOn(files[i][at[i]:]):
					return p, damagedLine(p.seq+1, l.err)
				default:
					p.damaged[i] = true
				}
			}
			break
		}
		took := lines[from]
		for i, l := range lines {
			switch {
			case there[i] && bytes.Equal(l.raw, took.raw):
				at[i] = l.end
			case there[i] && l.err == nil && took.edit.Op == Forget && l.edit.Op != Forget:
				at[i] = l.end // a crash came between the one file and the other
			case there[i] && l.err == nil && i > from && !l.givenUp():
				at[i], p.damaged[i] = len(files[i]), true // another log's
			case there[i] && !l.torn:
				at[i], p.damaged[i] = l.end, true
			case i == 1 && took.edit.Op == Forget: // the same
			case took.givenUp(): // nothing is lost
			default:
				behind[i]++
			}
		}
		p.seq++
		p.last = len(p.data)
		p.data = append(append(p.data, took.raw...), '\n')
		if !took.givenUp() {
			p.edits = append(p.edits, took.edit)
		}
	}
	// Only a folder of before has a log alone.
	p.damaged[0] = p.damaged[0] || behind[0] > 0
	p.damaged[1] = p.damaged[1] || behind[1] > 1 && files[1] != nil
	return p, nil
}

// goesOn reports whether edits that come later stand behind a damaged line.
func (p *parsedLog) goesOn(rest []byte) bool {
	for raw := range bytes.Lines(rest) {
		var e Edit
		if unsealEdit(raw, &e) == nil && e.Seq > p.seq {
			return true
		}
	}
	return false
}

// torn reports whether a bad last line is what a crash leaves of an append: the
// start of a line, or bytes that never came and read as zeros. A whole line
// that one byte was altered in is not: it was acknowledged.
func torn(line []byte, ended bool) bool {
	if bytes.Count(line, []byte{0}) > 1 {
		return true
	}
	if ended || unsealEdit(line[:len(line)-1], new(Edit)) == nil {
		return false
	}
	for _, version := range logVersions {
		head := []byte(sealHead + string(version) + sealCRC)
		if bytes.HasPrefix(line, head) || bytes.HasPrefix(head, line) {
			return true
		}
	}
	return false
}

// unsealEdit reads a line of the log.
func unsealEdit(line []byte, e *Edit) error { return unseal(line, e, logVersions) }

func damagedLine(line uint64, err error) error {
	if errors.Is(err, ErrNewer) {
		return fmt.Errorf("line %d of %s: %w", line, LogName, err) // nothing is to be given up
	}
	return fmt.Errorf("line %d of %s: %w; put back a copy of the file, or empty that line (keep its line end) to give up the one decision in it", line, LogName, err)
}
