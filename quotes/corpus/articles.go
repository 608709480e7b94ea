package corpus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
	"verbatim/quotes/extract"
	"verbatim/quotes/language"
)

// ReadArticle decodes and reads one article; name tells its format. The error
// wraps [article.ErrEmpty] when the file holds no text, [ErrBinary] or
// [ErrUTF32] when it is not text at all, and the error of ctx.
func ReadArticle(ctx context.Context, name string, data []byte) (article.Article, error) {
	text, _, err := Decode(data, isHTML(name))
	if err != nil {
		return article.Article{}, fmt.Errorf("reading %s: %w", name, err)
	}
	return article.Parse(ctx, name, text)
}

// Quotes returns the quotations that an article holds, as records, in the order
// of the text. file is the article's path in the corpus. Those with status
// review are among them. The language of a record is the one that the article
// states, or else that of the words around the quotation. The error wraps that of ctx.
func Quotes(ctx context.Context, a article.Article, file string) ([]quotes.Quote, error) {
	return quotationsOf(ctx, a, file, languagesOf(a))
}

func quotationsOf(ctx context.Context, a article.Article, file string, langs lines) ([]quotes.Quote, error) {
	found, err := extract.Extract(ctx, a)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	records := make([]quotes.Quote, 0, len(found))
	for _, f := range found {
		att := quotes.Attribution{
			Speakers: f.Speakers,
			Kind:     f.Kind,
			Polarity: f.Polarity,
			Cue:      f.Cue,
			Context:  f.Context,

			ContextSpans: f.ContextSpans,
			Status:       f.Status,
			Unsure:       f.Unsure,
			Said:         f.Said,
			Via:          f.Via,
			Source: quotes.Source{
				Title:     a.Title,
				Publisher: a.Publisher,
				Author:    a.Byline,
				Published: a.Published,
				URL:       a.URL,
				File:      file,
				Spans:     f.Segments,
			},
		}
		lang := a.Lang
		if len(f.Segments) > 0 {
			att.Source.Line = a.Line(f.Segments[0].Start)
			if tag := langs.at(f.Segments[0].Start); lang == "" && tag != language.Undetermined {
				lang = tag
			}
		}
		records = append(records, quotes.Quote{
			ID:           quotes.IDOf(f.Text),
			Words:        f.Text,
			Lang:         lang,
			Tags:         a.Tags,
			Scope:        a.Scope,
			Attributions: []quotes.Attribution{att},
		})
	}
	return records, nil
}

// maxArticleText bounds the text of an article in bytes: to look for quotations in it
// takes up to seventy times its size in memory. The longest novels have 4 MB.
const maxArticleText = 16 << 20

// article reads an article of the corpus.
func (s *sink) article(ctx context.Context, data []byte) error {
	text, bad, err := Decode(data, isHTML(s.file) || isWebArchive(s.file))
	if err != nil {
		return s.problem(0, err.Error())
	}
	for i, b := range bad {
		if i == maxFieldNotices {
			if err := s.problem(0, fmt.Sprintf("%d more lines have bytes that are no UTF-8", len(bad)-i)); err != nil {
				return err
			}
			break
		}
		if err := s.problem(b.Line, "bytes that are no UTF-8: quotations on this line are left out"); err != nil {
			return err
		}
	}
	a, err := article.Parse(ctx, s.file, text)
	if ctx.Err() != nil {
		return errStopped
	}
	if errors.Is(err, article.ErrEmpty) {
		s.notice(0, "no text to read: "+emptyReason(s.file, text))
		return nil
	}
	if err != nil {
		return s.problem(0, err.Error())
	}
	if len(a.Text) > maxArticleText {
		return s.problem(0, fmt.Sprintf("the article has %s of text, more than the %s that are read of one: split it", format.ByteCount(int64(len(a.Text))), format.ByteCount(maxArticleText)))
	}
	if a.Scope != "" && !record.IsScope(a.Scope) {
		return s.problem(0, record.ErrScope.Error())
	}
	s.now.articles++
	langs := languagesOf(a)
	unread := notRead(a, langs)
	if unread != "" {
		s.now.unread = append(s.now.unread, unread)
	}
	found, err := quotationsOf(ctx, a, s.file, langs)
	if err != nil {
		return errStopped // by ctx
	}
	for _, q := range found {
		line := q.Attributions[0].Source.Line
		switch {
		case touches(a, q.Attributions[0].Source.Spans, bad):
			err = s.reject(line, "the quotation stands on a line with bytes that are no UTF-8")
		case int64(len(q.Words)) > s.limits.RecordBytes:
			err = s.reject(line, format.TooLong(s.limits.RecordBytes))
		default:
			err = s.quote(q)
		}
		if err != nil {
			return err
		}
	}
	if len(found) == 0 && unread == "" {
		s.notice(0, noQuotations(a.Text))
	}
	if missing := a.Missing(); isHTML(s.file) && len(missing) > 0 {
		s.notice(0, "the page does not tell its "+strings.Join(missing, ", "))
	}
	return nil
}

// touches says whether spans of the text stand on a bad line.
func touches(a article.Article, spans []quotes.Span, bad []BadLine) bool {
	if len(bad) == 0 {
		return false
	}
	return slices.ContainsFunc(spans, func(s quotes.Span) bool {
		first, last := a.Line(s.Start), a.Line(max(s.Start, s.End-1))
		i, _ := slices.BinarySearchFunc(bad, first, func(b BadLine, line int) int { return b.Line - line })
		return i < len(bad) && bad[i].Line <= last
	})
}

func emptyReason(name, text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return "the file is empty"
	case isHTML(name):
		return "the page was saved without its text, perhaps because a script puts it there"
	}
	return "there are no words outside of code and front matter"
}

// noQuotations says why an article gave none.
func noQuotations(text string) string {
	if strings.ContainsAny(text, "\"“”„«»‘「『") {
		return "no quotation was read out of this article: nothing between its quotation marks is said by somebody" + listInstead
	}
	return "no quotation was read out of this article: it has no quotation marks, and reports nothing that somebody said" + listInstead
}

// listInstead is what to do with a list of quotations that looks like an article.
const listInstead = "; if it is a list of quotations, put “— Name” behind each of them"
