package note

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// Apple Books copies words with where they are from:
//
//	“Words.”
//
//	Excerpt From
//	A Title
//	An Author
//	https://books.apple.com/...
//	This material may be protected by copyright.
//
// Older ones have "Excerpt From: Author. “Title.” iBooks." on one line. The lines
// are in the language of the device.

var (
	excerptFrom = regexp.MustCompile(`^(?:Excerpt From|Auszug aus|Extrait de|Fragmento de|Pasaje de|Estratto da|Passo di|Trecho de|Excerto de|Fragment uit|Fragment z książki|Отрывок из|摘录来自|摘錄自|抜粋|次からの引用|다음에서 발췌)\s*:?\s*(.*)$`)
	copyrighted = regexp.MustCompile(`(?i)copyright|urheberrecht|droits? d.auteur|derechos de autor|diritti d.autore|diritto d.autore|direitos autorais|direitos de autor|auteursrecht|prawa autorskie|авторск|版权|版權|著作権|저작권`)
	oldExcerpt  = regexp.MustCompile(`^(.+?)\. [“"](.+?)\.?[”"]\.? ?(?:iBooks|Apple Books|https?://\S*)?.*$`)
)

func isAppleBooks(h *format.Head) bool {
	from, mark := false, false
	for _, l := range h.Lines {
		l = strings.TrimSpace(l)
		from = from || excerptFrom.MatchString(l)
		mark = mark || from && (copyrighted.MatchString(l) || oldExcerpt.MatchString(strings.TrimSpace(excerptFrom.ReplaceAllString(l, "$1"))) && excerptFrom.MatchString(l))
	}
	return from && mark
}

func readAppleBooks(in *format.Input, out *format.Sink) error {
	e := excerpt{Sink: out}
	for {
		l, err := in.Next()
		if err == io.EOF {
			return e.end()
		}
		if err != nil {
			return err
		}
		text := strings.TrimSpace(string(l.Text))
		e.size += int64(len(text)) + 1
		e.bad = e.bad || !utf8.ValidString(text)
		if l.Long {
			e.size += out.RecordBytes
		}
		if err := e.read(text, l.Number); err != nil {
			return err
		}
	}
}

// excerpt is the one that is read.
type excerpt struct {
	*format.Sink
	words, from []string
	line        int // of the words; 0: none yet
	bad         bool
	source      bool // the words have ended
	size        int64
}

func (e *excerpt) read(text string, number int) error {
	m := excerptFrom.FindStringSubmatch(text)
	switch {
	case m != nil && e.line > 0:
		e.source = true
		if m[1] != "" {
			e.from = append(e.from, m[1])
		}
	case e.source && copyrighted.MatchString(text):
		return e.end()
	case e.source && text == "":
		if len(e.from) > 0 {
			return e.end()
		}
	case e.source && strings.ContainsAny(text[:min(len(text), 3)], "“„«\"") && len(e.from) > 0:
		err := e.end()
		e.words, e.line, e.size = []string{text}, number, int64(len(text))
		return err
	case e.source:
		e.from = append(e.from, text)
	case e.line == 0 && (text == "" || copyrighted.MatchString(text)):
	default:
		if e.line == 0 {
			e.line = number
		}
		e.words = append(e.words, text)
	}
	return nil
}

func (e *excerpt) end() error {
	done := *e
	*e = excerpt{Sink: e.Sink}
	text, at, about := strings.TrimSpace(strings.Join(done.words, "\n")), done.line, done.from
	switch {
	case text == "":
		return nil
	case done.size > e.RecordBytes:
		return e.Reject(at, e.TooLong())
	case done.bad:
		return e.Reject(at, format.NotUTF8)
	case !done.source:
		return e.Reject(at, "no line “Excerpt From” follows these words")
	}
	fields := []record.Field{format.TextField("text", at, text)}
	if len(about) == 1 {
		if m := oldExcerpt.FindStringSubmatch(about[0]); m != nil {
			about = []string{m[2], record.TurnedRound(m[1])}
		}
	}
	for _, a := range about {
		if u := record.WebURL(a); u != "" {
			fields = append(fields, format.TextField("url", at, u))
		}
	}
	if len(about) > 0 {
		fields = append(fields, format.TextField("title", at, about[0]))
	}
	if len(about) > 1 && record.WebURL(about[1]) == "" {
		fields = append(fields, format.TextField("speaker", at, about[1]))
	}
	return e.Take(format.Object(at, fields...), nil)
}
