package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

// A person is told one sentence of a build that failed, and below it what the program was
// doing; Discord is told the first line only.
func TestABuildThatFailedIsToldInASentence(t *testing.T) {
	inside := func(err error) error {
		return fmt.Errorf("building a generation: %w", &fs.PathError{Op: "open", Path: "gen-000003/root.bolt", Err: err})
	}
	for _, tt := range []struct {
		err  error
		says string
	}{
		{inside(syscall.ENOSPC), "the disk of /srv/data is full; make room and try again"},
		{errors.New("bleve: write gen-000003: " + syscall.ENOSPC.Error()), "the disk of /srv/data is full; make room and try again"},
		{inside(syscall.EIO), "the disk of the corpus or of /srv/data failed to read or write; see that it is sound, and try again"},
		{inside(syscall.EACCES), "/srv/data cannot be written to; choose another data folder (--data, DATA_DIR) or change its owner"},
	} {
		err := buildError(t.Context(), tt.err, "/srv/data")
		if !errors.Is(err, tt.err) {
			t.Errorf("%v: %v is not that error", tt.err, err)
		}
		var said bytes.Buffer
		p := program{}
		p.Stderr = &said
		if code := p.exitCode(t.Context(), "verbatim index", err); code != exitFailure {
			t.Errorf("%v: exit code %d", tt.err, code)
		}
		first, rest, _ := strings.Cut(said.String(), "\n")
		if first != "verbatim index: "+tt.says || !strings.Contains(rest, "gen-000003") {
			t.Errorf("%v: it says\n%s", tt.err, said.String())
		}
	}
}
