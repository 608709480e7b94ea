package generation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"verbatim/quotes/store"
)

// Report tells how a generation came to be. It stays with the generation, so
// that it can be read after a restart and by processes that did not build it.
type Report struct {
	Build BuildReport     `json:"build"`           // but how long it took
	Input json.RawMessage `json:"input,omitempty"` // what [BuildOptions.Report] gave
}

// writeReport writes what is known of the build into its folder. It is sealed,
// since people will read it: what a moderator is told was rejected.
func (b *build) writeReport() error {
	b.report.Generation, b.report.Quotations, b.report.InReview = b.number, b.manifest.Quotations, b.manifest.InReview
	r := Report{Build: b.report}
	if b.options.Report != nil {
		var err error
		if r.Input, err = b.options.Report(); err != nil {
			return fmt.Errorf("making the report: %w", err)
		}
	}
	line, err := store.Seal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.path, reportName), line, 0o600)
}

// Report returns how the generation came to be, read from the disk each time. Of
// one that an older program built only Build.Generation is known. The error wraps
// [store.ErrCorrupt] if the file is damaged.
func (g *Generation) Report() (Report, error) {
	r := Report{Build: BuildReport{Generation: g.Number}}
	data, err := os.ReadFile(filepath.Join(g.Dir, reportName))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = store.Unseal(data, &r)
	}
	if err != nil {
		return Report{}, fmt.Errorf("reading the report of generation %d: %w", g.Number, err)
	}
	return r, nil
}
