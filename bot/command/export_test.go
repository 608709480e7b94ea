package command_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/discordtest"
	"verbatim/quotes"
	"verbatim/search"
)

// exporter gives quotations, but none of Nobody Known.
type exporter []quotes.Quote

func (e exporter) Each(_ context.Context, f search.Filter, do func(quotes.Quote) error) error {
	for _, q := range e {
		if f.Speaker == "Nobody Known" {
			break
		}
		if err := do(q); err != nil {
			return err
		}
	}
	return nil
}

// exporting shows what moderators see who take something out of the corpus.
func (th *theater) exporting() {
	small := slash("corpus export", "format", "csv", "speaker", "William Shakespeare")
	small.Limit = 100
	th.does("/corpus export", slash("corpus export").By(th.aModerator()))
	th.does("/corpus export, too large", small.By(th.aModerator()))
	th.does("/corpus export of nothing", slash("corpus export", "speaker", "Nobody Known").By(th.aModerator()))
}

func TestExportsAreAttached(t *testing.T) {
	th := newTheater(t, demo(), nil, "en-US")
	for format, begins := range map[string]string{"": `{"text":"Brevity is the soul of wit",`, "jsonl": `{"text":"Brevity`, "csv": "\ufefftext,speaker,"} {
		i := slash("corpus export")
		if format != "" {
			i = slash("corpus export", "format", format)
		}
		m := th.does("", i.By(th.aModerator()))
		if len(m.Files) != 1 || !strings.HasPrefix(string(m.Files[0].Data), begins) {
			t.Errorf("%q: %q with %v", format, m.Text(), m.Files)
			continue
		}
		if want := "quotes." + map[string]string{"": "jsonl", "jsonl": "jsonl", "csv": "csv"}[format]; m.Files[0].Name != want || !m.Ephemeral() {
			t.Errorf("%q: the file is %s", format, m.Files[0].Name)
		}
	}
	full := th.does("", slash("corpus export").By(th.aModerator())).Files[0].Data
	exactly := slash("corpus export")
	exactly.Limit = len(full)
	if m := th.does("", exactly.By(th.aModerator())); len(m.Files) != 1 {
		t.Errorf("what fits exactly: %q", m.Text())
	}
	exactly.Limit--
	if m := th.does("", exactly.By(th.aModerator())); len(m.Files) != 0 || !strings.Contains(m.Text(), "./verbatim export --format jsonl") {
		t.Errorf("a byte too much: %q", m.Text())
	}
}

// A shell takes the command line of an export as it was meant, whatever somebody typed.
func TestTheCommandLineOfAnExportIsSafe(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	th := newTheater(t, demo(), nil, "en-US")
	for _, speaker := range []string{"O'Brien", "$(touch x)", "a; rm -rf x", `"x" \`, "--data", "x' --data '/", "*", "~", "!!"} {
		i := slash("corpus export", "speaker", speaker)
		i.Limit = 1
		text := th.does("", i.By(th.aModerator())).Text()
		_, block, _ := strings.Cut(text, "```\n")
		line, _, _ := strings.Cut(block, "\n```")
		line = strings.Replace(line, "./verbatim", `printf '%s|'`, 1)
		line = strings.TrimSuffix(line, " > quotes.jsonl")
		out, err := exec.Command(sh, "-c", line).Output()
		want := "export|--format|jsonl|--speaker|" + speaker + "|--scope|" + discordtest.Guild + "|"
		if diff := cmp.Diff(want, string(out)); diff != "" || err != nil {
			t.Errorf("%q is written %q: %v %s", speaker, line, err, diff)
		}
	}
}
