package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Whom words are spoken to: he is not the one who speaks them.

// addressed lists whom words call by name ("You are early, Wen"): for each name, the
// people of the article who bear it.
func (d *cast) addressed(words string) [][]int {
	var out [][]int
	for from := 0; from < len(words); {
		i := strings.IndexFunc(words[from:], unicode.IsUpper)
		if i < 0 {
			break
		}
		i += from
		j := i + strings.IndexFunc(words[i:]+" ", func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
		from = max(j, i+1)
		if !callsBefore(words[:i]) || !callsBehind(words[j:]) || i > 0 && toldOf(words[j:]) {
			continue
		}
		if ids := d.bearing(words[i:j]); len(ids) > 0 {
			out = append(out, ids)
		}
	}
	return out
}

// spaces are what parts words on a line; a page ties a title to its name with the
// second.
const spaces = " \u00a0"

// callsBehind reports whether the words behind a name part it from the rest, as they
// do where somebody is called by it. "Wen, who came" and "Wen, Low and I" call nobody.
func callsBehind(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case rest == "":
		return true
	case !strings.ContainsRune(",.!?;:—…-", r):
		return false
	}
	next := strings.TrimLeft(rest[size:], spaces)
	if i := strings.IndexAny(next, spaces); i >= 0 {
		next = next[:i]
	}
	switch next {
	case "who", "and", "or", "whose", "is", "was":
		return r != ','
	}
	return true
}

// toldOf reports whether the words behind a name in the midst of a sentence tell what he
// has done: "My partner, Mr. Wen, has gone".
func toldOf(rest string) bool {
	return strings.HasPrefix(rest, ", has ") || strings.HasPrefix(rest, ", had ")
}

// callsBefore reports whether the words before a name part it from the rest, but for a
// title and "my dear".
func callsBefore(words string) bool {
	words = strings.TrimRight(words, spaces)
	for range 3 {
		i := strings.LastIndexAny(words, spaces)
		if i >= 0 {
			_, size := utf8.DecodeRuneInString(words[i:])
			i += size
		}
		i = max(i, 0)
		switch strings.ToLower(strings.TrimLeft(words[i:], "“‘")) {
		case "mr.", "mrs.", "dr.", "mr", "mrs", "dr", "miss", "sir", "aunt", "uncle", "monsieur", "dear", "my", "old", "oh", "ah":
			words = strings.TrimRight(words[:i], spaces)
			continue
		}
		break
	}
	last, _ := utf8.DecodeLastRuneInString(words)
	return words == "" || strings.ContainsRune(",.!?;—…“‘:", last)
}

// bearing returns the people of the article who bear a first name or a surname.
func (d *cast) bearing(name string) []int {
	key := fold(name)
	ids := slices.Concat(capped(d.reg.byGive[key]), capped(d.reg.byLast[key]))
	if id, ok := d.reg.byName[key]; ok {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id int) bool { return d.reg.ents[id].body })
}

// hearer returns to whom a cue says that the words are spoken: "he asked Wen", "said
// Low to Wen". It is nobody of the people who are named in "he asked the vicar".
func (d *cast) hearer(t *turn) ([]int, bool) {
	r := t.read
	if !r.found || r.pattern.structural() || r.pattern == patBeat {
		return nil, false
	}
	k, end := max(r.cue[1], r.who.last)+1, d.sents[t.sent].last
	if k < end && d.low(k) == "to" {
		k++
	}
	p, ok := d.phraseAt(k, end)
	switch {
	case !ok || p.pronoun:
		return nil, false
	case p.name != nil && d.named(p.name):
		return []int{p.name.ent}, true
	}
	return nil, d.toks[p.head].cls.is(clsRole) && d.toks[p.head].caps == lower
}
