package format

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

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

func isAppleBooks(h *Head) bool {
	from, mark := false, false
	for _, l := range h.lines {
		l = strings.TrimSpace(l)
		from = from || excerptFrom.MatchString(l)
		mark = mark || from && (copyrighted.MatchString(l) || oldExcerpt.MatchString(strings.TrimSpace(excerptFrom.ReplaceAllString(l, "$1"))) && excerptFrom.MatchString(l))
	}
	return from && mark
}

func readAppleBooks(in *Input, out *Sink) error {
	var words, from []string
	line, bad, source := 0, false, false
	var size int64
	end := func() error {
		text := strings.TrimSpace(strings.Join(words, "\n"))
		about, at := from, line
		wasBad, tooLong, had := bad, size > out.RecordBytes, source
		words, from, line, bad, source, size = nil, nil, 0, false, false, 0
		switch {
		case text == "":
			return nil
		case tooLong:
			return out.reject(at, out.tooLong())
		case wasBad:
			return out.reject(at, notUTF8)
		case !had:
			return out.reject(at, "no line “Excerpt From” follows these words")
		}
		fields := []record.Field{textField("text", at, text)}
		if len(about) == 1 {
			if m := oldExcerpt.FindStringSubmatch(about[0]); m != nil {
				about = []string{m[2], m[1]}
			}
		}
		for _, a := range about {
			if u := record.WebURL(a); u != "" {
				fields = append(fields, textField("url", at, u))
			}
		}
		if len(about) > 0 {
			fields = append(fields, textField("title", at, about[0]))
		}
		if len(about) > 1 && record.WebURL(about[1]) == "" {
			fields = append(fields, textField("speaker", at, about[1]))
		}
		return out.take(object(at, fields...), nil)
	}
	for {
		l, err := in.next()
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
		text := strings.TrimSpace(string(l.text))
		size += int64(len(text)) + 1
		bad = bad || !utf8.ValidString(text)
		if l.long {
			size += out.RecordBytes
		}
		switch m := excerptFrom.FindStringSubmatch(text); {
		case m != nil && line > 0:
			source = true
			if m[1] != "" {
				from = append(from, m[1])
			}
		case source && copyrighted.MatchString(text):
			if err := end(); err != nil {
				return err
			}
		case source && text == "":
			if len(from) > 0 {
				if err := end(); err != nil {
					return err
				}
			}
		case source && strings.ContainsAny(text[:min(len(text), 3)], "“„«\"") && len(from) > 0:
			if err := end(); err != nil {
				return err
			}
			words, line = []string{text}, l.number
		case source:
			from = append(from, text)
		case text == "" && line == 0, copyrighted.MatchString(text) && line == 0:
		default:
			if line == 0 {
				line = l.number
			}
			words = append(words, text)
		}
	}
}
