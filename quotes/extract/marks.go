package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// region is what stands between a pair of quotation marks of one paragraph.
type region struct {
	open, close int // from the opening mark to behind the closing one
	start, end  int // the words between them
	closed      bool
	// follows says that the words go on from the paragraph before, whose last
	// mark is still open.
	follows bool
	// makeshift says that the marks are two apostrophes or grave accents each, as
	// some archives leave them. Such words are reported, never quoted.
	makeshift bool
	// torn says that a mark is missing here: the words end where another mark
	// opened or the paragraph ended, for no known reason.
	torn bool
}

// mark is a quotation mark and what it can do where it stands.
type mark struct {
	pos, size   int
	opens       bool
	closes      bool
	single      bool
	makeshift   bool
	sure        bool // its form alone says whether it opens or closes
	afterLetter bool // stands directly behind a letter s: may be a possessive
}

func opensBefore(r rune) bool {
	return r == 0 || unicode.IsSpace(r) || strings.ContainsRune("([{<—–-/‘'“\"…*_>:", r)
}

func closesAfter(r rune) bool {
	return r == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// marksIn lists the quotation marks of a paragraph. Single ones are listed only
// in the British style, where they quote; elsewhere they stand inside other
// quotations or in headlines, and are mostly apostrophes.
func marksIn(text string, p para, british bool) []mark {
	var ms []mark
	prev := rune(0)
	tagEnd := -1 // where the search for the next '>' got to
	for i := p.start; i < p.end; {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:p.end])
		}
		next := rune(0)
		if i+size < p.end {
			next, _ = utf8.DecodeRuneInString(text[i+size : p.end])
		}
		if r == '<' && (next == '/' || next >= 'a' && next <= 'z') {
			// Marks inside a tag that somebody left in the text quote nobody.
			if tagEnd < i {
				if j := strings.IndexByte(text[i:p.end], '>'); j >= 0 {
					tagEnd = i + j
				} else {
					tagEnd = p.end
				}
			}
			if tagEnd < p.end {
				i, prev = tagEnd+1, ' '
				continue
			}
		}
		m := mark{pos: i, size: size}
		switch r {
		case '“', '‟':
			m.opens, m.sure = true, true
			if !opensBefore(prev) && closesAfter(next) { // curled the wrong way, or German
				m.opens, m.closes, m.sure = false, true, false
			}
		case '”':
			m.closes, m.sure = true, true
			if opensBefore(prev) && (unicode.IsLetter(next) || unicode.IsDigit(next)) && prev != '…' {
				m.opens, m.sure = true, false
				m.closes = prev != 0 && !unicode.IsSpace(prev)
			}
		case '„', '「', '『', '〝':
			m.opens, m.sure = true, true
		case '」', '』', '〞', '〟':
			m.closes, m.sure = true, true
		case '«':
			m.opens, m.sure = true, true
			if !opensBefore(prev) && closesAfter(next) && !unicode.IsSpace(prev) {
				m.opens, m.closes, m.sure = false, true, false
			}
		case '»':
			m.closes, m.sure = true, true
			if opensBefore(prev) && unicode.IsLetter(next) {
				m.opens, m.sure = true, false
			}
		case '"', '＂':
			inches := prev >= '0' && prev <= '9' && i >= 2 && i-2 >= p.start && (text[i-2] == '\'' || i >= 4 && strings.HasPrefix(text[i-4:], "’") || i >= 3 && text[i-3] == '\'')
			if inches {
				break
			}
			m.opens = opensBefore(prev) && !unicode.IsSpace(next) && next != 0
			m.closes = !unicode.IsSpace(prev) && prev != 0 && closesAfter(next)
			if !m.opens && !m.closes {
				m.opens, m.closes = next != 0, prev != 0
			}
		case '`':
			if next == '`' {
				m.opens, m.sure, m.size, m.makeshift = true, true, 2, true
			}
		case '‘', '’', '\'':
			if r == '\'' && next == r {
				after := rune(0)
				if i+2 < p.end {
					after, _ = utf8.DecodeRuneInString(text[i+2 : p.end])
				}
				m.size, m.makeshift = 2, true
				m.opens = opensBefore(prev) && !unicode.IsSpace(after) && after != 0
				m.closes = !m.opens && prev != 0 && !unicode.IsSpace(prev)
				break
			}
			if !british {
				break
			}
			m.single = true
			elided := r != '‘' && elision(text[i+size:p.end])
			m.opens = opensBefore(prev) && (unicode.IsLetter(next) || unicode.IsDigit(next) || next == '[' || next == '“' || next == '"' || next == '…') && !elided
			m.closes = r != '‘' && prev != 0 && !unicode.IsSpace(prev) && closesAfter(next)
			m.afterLetter = prev == 's'
		}
		if m.opens || m.closes {
			ms = append(ms, m)
			for k := 1; k < m.size/size; k++ {
				i += size
			}
		}
		prev = r
		i += size
	}
	return ms
}

// elision reports whether an apostrophe stands for letters left out at the
// beginning of a word: 'tis, 'em, '90s.
func elision(rest string) bool {
	n := 0
	for n < len(rest) && n < 8 && (rest[n] >= 'a' && rest[n] <= 'z' || rest[n] >= '0' && rest[n] <= '9' || rest[n] >= 'A' && rest[n] <= 'Z') {
		n++
	}
	switch w := strings.ToLower(rest[:n]); w {
	case "tis", "twas", "em", "til", "cause", "cos", "n", "round", "bout", "neath", "twere", "twill":
		return true
	default:
		return len(w) >= 2 && len(w) <= 3 && w[0] >= '0' && w[0] <= '9' && (w[len(w)-1] == 's' || len(w) == 2)
	}
}

// britishStyle reports whether single marks are what the article quotes with:
// more quotations end in a single mark than begin with a double one, or there is no
// double one and a curled pair.
func britishStyle(text string) bool {
	double, single, pairs := 0, 0, 0
	prev := rune(0)
	open, curled := false, false
	for i, r := range text {
		switch r {
		case '“', '"', '«', '„', '「':
			double++
		case '\n':
			open, curled = false, false
		case '‘', '\'', '’':
			next := rune(0)
			if j := i + utf8.RuneLen(r); j < len(text) {
				next, _ = utf8.DecodeRuneInString(text[j:])
			}
			opens := opensBefore(prev) && unicode.IsLetter(next)
			switch {
			case r != '’' && opens:
				open, curled = true, r == '‘'
			case open && r != '‘' && strings.ContainsRune(",.?!", prev) && closesAfter(next):
				single++
				open, curled = false, false
			case curled && r == '’' && prev != 's' && closesAfter(next):
				pairs++
				curled = false
			}
		}
		prev = r
	}
	return single > 0 && single*2 > double || pairs > 0 && double == 0
}
