package main

import (
	"bytes"
	"io"

	"verbatim/config"
)

// redactor takes a secret out of what is written. It is the last line of defence
// before the log: every package keeps tokens out of its errors, and this holds if
// one of them forgets. slog's handlers write whole lines, so no secret is split.
type redactor struct {
	w      io.Writer
	secret config.Secret
}

func (r *redactor) Write(p []byte) (int, error) {
	if s := r.secret.Reveal(); s != "" && bytes.Contains(p, []byte(s)) {
		if _, err := r.w.Write(bytes.ReplaceAll(p, []byte(s), []byte(r.secret.String()))); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	return r.w.Write(p)
}
