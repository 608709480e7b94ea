package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// Who tells a story with "I" has no name in the narration; others call him by it.

// nameNarrator finds the name of whoever tells the story, if it is the only one by which
// words call somebody of whom the narration never tells, and gives him what he says.
func (d *reader) nameNarrator(lines []line) {
	if d.talkers[narrator] == 0 {
		return
	}
	calls := map[string]int{}
	for i := range lines {
		if lines[i].who == narrator {
			continue
		}
		for k := range lines[i].turns {
			for _, at := range lines[i].turns[k].segments {
				for _, name := range d.untoldCalled(d.text[at.Start:at.End]) {
					calls[name]++
				}
			}
		}
	}
	if len(calls) != 1 {
		return
	}
	for name, n := range calls {
		if n < calledTwice {
			return
		}
		d.narrator = quotes.Speaker{Name: name, AsWritten: "I", Short: true}
	}
	for i := range lines {
		if lines[i].who != narrator {
			continue
		}
		for k := range lines[i].turns {
			if t := &lines[i].turns[k]; t.read.found && t.read.who.pronoun && len(t.voice.speakers) == 0 && d.low(t.read.who.head) == "i" {
				t.voice.speakers, t.voice.sure = []quotes.Speaker{d.narrator}, surePronoun
			}
		}
	}
}

// calledTwice is how often he must be called by it.
const calledTwice = 2

// untoldCalled lists the names by which words call somebody whom the narration does not
// name: first names, and any behind "my dear" or a title.
func (d *cast) untoldCalled(words string) []string {
	var out []string
	for from := 0; from < len(words); {
		i := strings.IndexFunc(words[from:], unicode.IsUpper)
		if i < 0 {
			break
		}
		i += from
		j := i + strings.IndexFunc(words[i:]+" ", func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
		from = max(j, i+1)
		name := words[i:j]
		if utf8.RuneCountInString(name) < 3 || !callsBefore(words[:i]) || !callsBehind(words[j:]) || len(d.bearing(name)) > 0 {
			continue
		}
		c := d.lex.look(name)
		before := strings.ToLower(strings.TrimRight(words[:i], spaces))
		dear := strings.HasSuffix(before, "dear") || strings.HasSuffix(before, "mr.") || strings.HasSuffix(before, "dr.") || strings.HasSuffix(before, "mrs.") || strings.HasSuffix(before, "miss")
		if c.is(clsRole|clsTitle) && !c.is(clsFirst) || !dear && (i == 0 || !c.is(clsFirst) || c.is(clsCommonName)) {
			continue
		}
		out = append(out, name)
	}
	return out
}
