package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// A line most of which is no word at all may be one typed on another keyboard
// layout, in leet, without spaces, read by a scanner, or with emoji for words. It
// is read in each of these ways, and a reading counts only if all of it, or nearly
// so, is words.
const (
	// readableShare is how much of a reading, in letters, must be words.
	readableShare = 0.8
	// A word that is so much rarer than another one is that one's fault, even if
	// some quotations have it.
	muchRarer = 100
	// maxReadings is how many readings are searched for.
	maxReadings = 3
	// A word that is hardly ever written is no word: so many quotations of a
	// million have it.
	hardlyAny = 4
	// A single word must have so many letters to be read otherwise.
	minAlone = 4
	// A word has so many letters at least that is several in a row.
	minApart = 6
	// A word of leet that stands alone has so many signs at least: 4u2 may be anything.
	minLeet = 5
)

// Reading is a way to read a line.
type Reading struct {
	Line string
	// phrases must stand in a row: they were typed as one word each.
	Phrases []string
	// added are words that were no letters as typed: the quotation has them all.
	Added []string
	// surely: hardly any line can be read so by accident.
	Surely bool
}

// Query is the line as it is searched for: phrases in quotation marks, and the last
// word closed.
func (r Reading) Query() string {
	line := r.Line + " "
	for _, p := range r.Phrases {
		line = strings.Replace(line, p, `"`+p+`"`, 1)
	}
	return line
}

// rereader reads lines otherwise.
type rereader struct{ v *vocabulary.Vocabulary }

// count is how many quotations have a word; 0 if hardly any has.
func (r rereader) count(word string) int {
	e, _ := r.v.Word(word)
	if e.Count <= r.v.Len()*hardlyAny/1_000_000 {
		return 0
	}
	return e.Count
}

// known reports whether a word is one, or of a name or a title.
func (r rereader) known(word string) bool {
	if r.count(word) > 0 {
		return true
	}
	name, _ := r.v.Name(word)
	title, _ := r.v.Title(word)
	return name.Count > 1 || title.Count > 1
}

func letters(q Query) (n int) {
	for _, w := range q.Words {
		n += utf8.RuneCountInString(w.Text)
	}
	return n
}

// unknown is how many letters of a query are in words that are none.
func (r rereader) unknown(q Query) (n int) {
	for _, w := range q.Words {
		if !r.known(w.Text) {
			n += utf8.RuneCountInString(w.Text)
		}
	}
	return n
}

// isReadable reports whether nearly all of a reading is words.
func (r rereader) isReadable(read Reading) bool {
	all, known, words := 0, 0, text.Tokens(read.Line)
	for _, t := range words {
		n := utf8.RuneCountInString(t.Text)
		all += n
		if r.count(t.Text) > 0 {
			known += n
		}
	}
	if len(words) == 1 && all < minAlone && len(read.Added) == 0 {
		return false
	}
	return all > 0 && float64(known) >= readableShare*float64(all)
}

// Readings returns the ways to read what was typed that give words, at most
// maxReadings, each another line than it: only the one with emoji if most of it is
// known.
func (q Query) Readings(v *vocabulary.Vocabulary, typed string) []Reading {
	var out []Reading
	r := rereader{v}
	add := func(read Reading) {
		if read.Line == "" || read.Line == typed || len(out) == maxReadings {
			return
		}
		if !slices.ContainsFunc(out, func(o Reading) bool { return o.Line == read.Line }) && r.isReadable(read) {
			out = append(out, read)
		}
	}
	if 2*r.unknown(q) > letters(q) {
		several := len(strings.Fields(typed)) > 1 // one word that is nearly another is a typing error
		for _, l := range layouts {
			if surely := l.otherScript(); surely || several {
				add(Reading{Line: l.read(typed), Surely: surely})
			}
		}
		if several || letters(q) >= minLeet {
			add(Reading{Line: r.eachWord(typed, r.unleeted)})
		}
		add(r.apart(typed))
		if several {
			add(Reading{Line: r.eachWord(typed, r.unscanned)})
		}
	}
	add(spelledEmoji(typed, true))
	add(spelledEmoji(typed, false))
	return out
}

// eachWord replaces the unknown words of a line, cut at spaces, by the known ones
// that they may be read as.
func (r rereader) eachWord(typed string, mend func(word string) string) string {
	chunks := strings.Fields(typed)
	if len(chunks) > MaxWords {
		return ""
	}
	changed := false
	for i, chunk := range chunks {
		core := strings.Trim(chunk, `.,;:?"'()#`)
		folded := text.Fold(core)
		if core == "" {
			continue
		}
		if as := mend(folded); as != "" && r.count(as) > muchRarer*r.count(folded) {
			chunks[i], changed = strings.Replace(chunk, core, as, 1), true
		}
	}
	if !changed {
		return ""
	}
	return strings.Join(chunks, " ")
}

// unleeted returns the most frequent word of which a word is leet, "" if there is
// none.
func (r rereader) unleeted(word string) string {
	if !strings.ContainsFunc(word, unicode.IsLetter) {
		return ""
	}
	rows := []string{""}
	for i, c := range word {
		var next []string
		for _, done := range rows {
			read := false
			for _, f := range leet {
				if strings.HasPrefix(word[i:], f.read) {
					next = append(next, done+f.meant)
					read = true
				}
			}
			if !read {
				next = append(next, done+string(c))
			}
		}
		if rows = next; len(rows) > maxSpelled {
			return ""
		}
	}
	return r.mostFrequent(rows, word)
}

const (
	// maxSpelled is how many spellings of a word are looked up.
	maxSpelled = 256
	// maxFaults is how many letters of a word a scanner takes for others, unless it
	// is the same one each time.
	maxFaults = 2
)

// unscanned returns the most frequent word that a scanner may have read as word:
// with one letter taken for another throughout, or else with the fewest faults.
func (r rereader) unscanned(word string) string {
	var throughout []string
	for _, f := range scanned {
		if strings.Contains(word, f.read) {
			throughout = append(throughout, strings.ReplaceAll(word, f.read, f.meant))
		}
	}
	if best := r.mostFrequent(throughout, word); best != "" {
		return best
	}
	row := []string{word}
	for range maxFaults {
		var next []string
		for _, w := range row {
			for i := range w {
				for _, f := range scanned {
					if len(next) < maxSpelled && strings.HasPrefix(w[i:], f.read) {
						next = append(next, w[:i]+f.meant+w[i+len(f.read):])
					}
				}
			}
		}
		if best := r.mostFrequent(next, word); best != "" {
			return best
		}
		row = next
	}
	return ""
}

// mostFrequent returns the most frequent of some words, another than one; "" if
// there is no such word.
func (r rereader) mostFrequent(words []string, but string) string {
	best, most := "", 0
	for _, w := range words {
		if n := r.count(w); n > most && w != but {
			best, most = w, n
		}
	}
	return best
}

// apart parts the unknown words of a line into words: at its capitals, or where
// that is likeliest. Parts of one letter are allowed, if the whole is a phrase.
func (r rereader) apart(typed string) Reading {
	var out Reading
	var lines []string
	for _, chunk := range strings.Fields(typed) {
		folded := text.Fold(strings.TrimFunc(chunk, func(c rune) bool { return !unicode.IsLetter(c) }))
		if utf8.RuneCountInString(folded) < minApart || text.HasNumber(folded) || r.known(folded) {
			lines = append(lines, chunk)
			continue
		}
		parts := r.atCapitals(chunk)
		if parts == nil {
			parts = likeliestPhrase(folded, r.v)
		}
		if len(parts) < 2 || !slices.ContainsFunc(parts, func(p string) bool { return len(p) >= 3 }) {
			lines = append(lines, chunk)
			continue
		}
		phrase := strings.Join(parts, " ")
		lines = append(lines, phrase)
		out.Phrases = append(out.Phrases, phrase)
	}
	if len(out.Phrases) > 0 {
		out.Line = strings.Join(lines, " ")
	}
	return out
}

// atCapitals parts a word where a capital begins another; nil if a part is no word.
func (r rereader) atCapitals(word string) []string {
	var parts []string
	start := -1
	flush := func(end int) bool {
		if start < 0 {
			return true
		}
		part := text.Fold(word[start:end])
		parts = append(parts, part)
		return r.count(part) > 0
	}
	for i, c := range word {
		switch {
		case unicode.IsUpper(c) || !unicode.IsLetter(c):
			if !flush(i) {
				return nil
			}
			start = i
			if !unicode.IsLetter(c) {
				start = -1
			}
		case start < 0:
			start = i
		}
	}
	if !flush(len(word)) {
		return nil
	}
	return parts
}

// likeliestPhrase is [likeliest] for rarer words and single letters that are words.
func likeliestPhrase(word string, v *vocabulary.Vocabulary) []string {
	type row struct {
		words  []string
		chance float64
	}
	rows := make([]row, len(word)+1)
	for end := 1; end <= len(word); end++ {
		for start := range end {
			if start > 0 && rows[start].words == nil || !utf8.RuneStart(word[start]) {
				continue
			}
			part := word[start:end]
			e, _ := v.Word(part)
			least := v.Len() / 50_000
			if utf8.RuneCountInString(part) == 1 {
				least = v.Len() / 100
			}
			if e.Count <= least {
				continue
			}
			if chance := rows[start].chance - v.IDF(float64(e.Count)); rows[end].words == nil || chance > rows[end].chance {
				rows[end] = row{append(slices.Clip(rows[start].words), part), chance}
			}
		}
	}
	return rows[len(word)].words
}
