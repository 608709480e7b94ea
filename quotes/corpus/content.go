package corpus

import (
	"bytes"
	"context"
	"errors"
	"path"
	"regexp"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/format/kinds"
)

// content reads a file by what it is. An error other than errStopped is why it
// could not be read, or not to its end.
func (p *parser) content(ctx context.Context, e entry, out *sink) error {
	limit := p.limits.FileBytes
	if isPage(e.name) {
		limit = p.limits.WholeBytes
	}
	o, err := open(p.fsys, e.name, limit)
	if err != nil {
		return err
	}
	// Nothing was written: closing has nothing to tell.
	defer func() { _ = o.f.Close() }()
	if o.size == 0 {
		out.notice(0, "the file is empty")
		return nil
	}
	if o.size >= bigArticle && (isPage(e.name) || isPlainText(e.name)) {
		select {
		case p.big <- struct{}{}:
			defer func() { <-p.big }()
		case <-ctx.Done():
			return errStopped
		}
	}
	if isPage(e.name) {
		data, err := o.whole(ctx)
		if err != nil {
			return err
		}
		return p.page(ctx, data, out)
	}
	if err := o.look(ctx, p.limits); err != nil {
		if what := format.Binary(o.survey.head); what != "" && err != errStopped {
			return format.Problem(what)
		}
		return err
	}
	if (o.survey.percents > 0 || isPlainText(e.name)) && o.survey.isROT13() {
		return ErrROT13
	}
	in, err := o.input(ctx, p.limits)
	if err != nil {
		return err
	}
	if f, ok := kinds.Of(format.NewHead(e.name, in.Head(), o.survey.percents > 0, isPlainText(e.name))); ok {
		return out.format(f, in)
	}
	if !isPlainText(e.name) {
		out.notice(0, notAKind(e.name))
		out.now.files = 0
		return nil
	}
	if o.size > p.limits.WholeBytes {
		return tooLarge(o.size, p.limits.WholeBytes)
	}
	if err := o.rewind(); err != nil {
		return err
	}
	data, err := o.whole(ctx)
	if err != nil {
		return err
	}
	return out.article(ctx, data)
}

// page reads a file that is held in memory: a format of quotations, or an article.
func (p *parser) page(ctx context.Context, data []byte, out *sink) error {
	if isWebArchive(out.file) {
		page, err := pageOf(data)
		if err != nil {
			return format.Problem("a web archive without a page in it: save the page as HTML")
		}
		data = page
	}
	text, _, err := Decode(data, isHTML(out.file) || isWebArchive(out.file))
	if err != nil {
		if what := format.Binary(data); what != "" && errors.Is(err, ErrBinary) {
			return format.Problem(what)
		}
		return format.Problem(err.Error())
	}
	percents := strings.HasPrefix(text, "%\n") || strings.Contains(text, "\n%\n")
	if f, ok := kinds.Of(format.NewHead(out.file, text, percents, true)); ok {
		return out.format(f, format.NewInput(&asking{ctx, strings.NewReader(text)}, int64(len(text)), p.limits.RecordBytes))
	}
	return out.article(ctx, withoutTOML(data))
}

// withoutTOML leaves the front matter of Hugo out of an article, but for its lines.
func withoutTOML(data []byte) []byte {
	text := bytes.TrimPrefix(data, bomUTF8)
	if !bytes.HasPrefix(text, []byte("+++\n")) && !bytes.HasPrefix(text, []byte("+++\r\n")) {
		return data
	}
	at := tomlEnd.FindIndex(text[3:])
	if at == nil {
		return data
	}
	end := 3 + at[1]
	return append(bytes.Repeat([]byte("\n"), bytes.Count(text[:end], []byte("\n"))), text[end:]...)
}

var tomlEnd = regexp.MustCompile(`\n\+\+\+[ \t\r]*(?:\n|$)`)

// format reads a file of a known format, or tells why it is not read.
func (s *sink) format(f format.Format, in *format.Input) error {
	s.now.formats = append(s.now.formats, Recognised{File: s.file, Format: f.Name})
	if f.Parse == nil {
		s.now.files = 0
		return format.Problem(f.Refusal)
	}
	err := s.parse(f.Read, in)
	if err == nil && !s.any {
		s.notice(0, "there is no record in it")
	}
	return err
}

// notAKind says that a file is no kind that is read.
func notAKind(name string) string {
	if path.Ext(name) == "" {
		return "no kind of file that is read: its name has no ending, and no line of “%” makes it a fortune file; give it the ending of what it is, such as .txt, .csv or .json"
	}
	if strings.EqualFold(path.Ext(name), ".org") {
		return "no quotation was found in it: put each between #+begin_quote and #+end_quote, with “— Name” on the last line"
	}
	return "not a kind of file that is read (" + path.Ext(name) + "): save it as .txt, .md, .csv or .json if there are quotations in it"
}
