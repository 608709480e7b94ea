package extract

import (
	"context"
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
func marksIn(ctx context.Context, text string, p para, british bool) []mark {
	var ms []mark
	prev, tagEnd := rune(0), -1
	for i := p.start; i < p.end; {
		if c := text[i]; c < utf8.RuneSelf && strings.IndexByte("\"'`<", c) < 0 && (c != ',' || i+1 == p.end || text[i+1] != ',') {
			i, prev = i+1, rune(c) // nearly all bytes
			continue
		}
		s := signAt(text, p, i, prev)
		if s.startsTag() {
			// Marks inside a tag that somebody left in the text quote nobody.
			if tagEnd < i {
				tagEnd = indexFrom(text[:p.end], i, '>')
			}
			if tagEnd < p.end {
				i, prev = tagEnd+1, ' '
				continue
			}
		}
		i, prev = i+s.size, s.r
		if m := s.mark(british); m.opens || m.closes {
			if ctx.Err() != nil {
				return nil
			}
			ms = append(ms, m)
			i = m.pos + m.size
		}
	}
	return ms
}

// indexFrom returns where c stands in text from i on, len(text) if it does not.
func indexFrom(text string, i int, c byte) int {
	if j := strings.IndexByte(text[i:], c); j >= 0 {
		return i + j
	}
	return len(text)
}

// sign is a rune of a paragraph with what stands around it.
type sign struct {
	r          rune
	pos, size  int
	prev, next rune   // 0 beyond the ends of the paragraph
	before     string // what of the paragraph stands before it and behind it
	behind     string
}

func signAt(text string, p para, i int, prev rune) sign {
	r, size := rune(text[i]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(text[i:p.end])
	}
	s := sign{r: r, pos: i, size: size, prev: prev, before: text[p.start:i], behind: text[i+size : p.end]}
	if s.behind != "" {
		s.next = firstRune(s.behind)
	}
	return s
}

func (s sign) startsTag() bool {
	return s.r == '<' && (s.next == '/' || s.next >= 'a' && s.next <= 'z')
}

// mark tells what the sign can do as a quotation mark.
func (s sign) mark(british bool) mark {
	switch s.r {
	case '“', '‟', '«':
		return s.leftMark()
	case '”':
		return s.rightMark()
	case '„', '「', '『', '〝':
		return s.can(true, false)
	case '」', '』', '〞', '〟':
		return s.can(false, true)
	case '»':
		return s.can(opensBefore(s.prev) && unicode.IsLetter(s.next), true)
	case '"', '＂':
		return s.straightMark()
	case '`':
		if s.next == '`' {
			return s.makeshift(true, false)
		}
	case ',':
		if s.next == ',' && opensBefore(s.prev) && len(s.behind) > 1 && unicode.IsLetter(firstRune(s.behind[1:])) {
			m := s.can(true, false) // ,,Ja'', zei hij
			m.size = 2
			return m
		}
	case '\'':
		if s.next == '\'' {
			return s.apostrophes()
		}
		if british {
			return s.singleMark()
		}
	case '‘', '’':
		if s.next == s.r {
			return s.twoSingles()
		}
		if british {
			return s.singleMark()
		}
	}
	return mark{}
}

// twoSingles is a double mark that was set as two single ones: “Go on,’’ she said.
func (s sign) twoSingles() mark {
	m := s.can(s.r == '‘' && opensBefore(s.prev), s.r == '’' && s.prev != 0 && !unicode.IsSpace(s.prev))
	m.size *= 2
	return m
}

func (s sign) can(open, closed bool) mark {
	return mark{pos: s.pos, size: s.size, opens: open, closes: closed}
}

// leftMark opens, unless it is curled the wrong way, or German: „...“.
func (s sign) leftMark() mark {
	wrong := closesAfter(s.next) && (!opensBefore(s.prev) || s.next == 0)
	return s.can(!wrong, wrong)
}

// rightMark closes. Where it is curled the wrong way it opens (”Go on,” she said),
// and behind a sign it may do either.
func (s sign) rightMark() mark {
	if s.prev == 0 && leftOut(s.behind) {
		return s.can(true, false) // ” … what I learned,” she said
	}
	if opensBefore(s.prev) && (unicode.IsLetter(s.next) || unicode.IsDigit(s.next)) && s.prev != '…' {
		return s.can(true, s.prev != 0 && !unicode.IsSpace(s.prev))
	}
	return s.can(false, true)
}

// leftOut reports whether a text begins with the sign that words were left out, and
// words behind it.
func leftOut(s string) bool {
	s = strings.TrimLeft(s, " \u00a0")
	rest := strings.TrimLeft(s, ".… \u00a0")
	return (strings.HasPrefix(s, "…") || strings.HasPrefix(s, "..") || strings.HasPrefix(s, ". .")) && rest != "" && unicode.IsLetter(firstRune(rest))
}

// straightMark goes by what stands around it.
func (s sign) straightMark() mark {
	if s.inches() {
		return mark{}
	}
	if unicode.IsSpace(s.prev) && (s.next == ',' || s.next == ';' || s.next == '.' && !leftOut(s.behind)) {
		return s.can(false, true) // " Never ", she said
	}
	m := s.can(opensBefore(s.prev) && !unicode.IsSpace(s.next) && s.next != 0, s.closesWord())
	if !m.opens && !m.closes {
		return s.can(s.next != 0, s.prev != 0)
	}
	return m
}

// closesWord reports whether a word or a sign ends right before the mark and none
// begins right behind it.
func (s sign) closesWord() bool {
	return s.prev != 0 && !unicode.IsSpace(s.prev) && closesAfter(s.next)
}

// inches reports whether a straight mark stands behind feet: 6'2", 5'11".
func (s sign) inches() bool {
	n := len(s.before)
	if n < 2 || s.prev < '0' || s.prev > '9' {
		return false
	}
	return s.before[n-2] == '\'' || n > 2 && s.before[n-3] == '\'' || strings.HasSuffix(s.before[:n-1], "’")
}

// makeshift is a mark of two signs: “Go on,” she said.
func (s sign) makeshift(open, closed bool) mark {
	m := s.can(open, closed)
	m.size, m.makeshift = 2, true
	return m
}

func (s sign) apostrophes() mark {
	next := rune(0)
	if len(s.behind) > 1 {
		next = firstRune(s.behind[1:])
	}
	open := opensBefore(s.prev) && !unicode.IsSpace(next) && next != 0
	return s.makeshift(open, !open && s.prev != 0 && !unicode.IsSpace(s.prev))
}

// singleMark is a mark of the British style, where it is no apostrophe.
func (s sign) singleMark() mark {
	elided := s.r != '‘' && elision(s.behind)
	begins := unicode.IsLetter(s.next) || unicode.IsDigit(s.next) || strings.ContainsRune("[“\"…", s.next)
	m := s.can(opensBefore(s.prev) && begins && !elided, s.r != '‘' && s.closesWord())
	m.single, m.afterLetter = true, s.prev == 's'
	return m
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
