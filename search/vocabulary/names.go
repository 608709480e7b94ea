package vocabulary

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/search/text"
)

// NamesByKey returns the words of names that have this one of [text.NameKeys].
func (v *Vocabulary) NamesByKey(key string, max int) []Entry {
	if key == "" {
		return nil
	}
	out, _ := v.names.most(max, func(d *dictionary) ([]uint32, bool) {
		return walk(d.nameKeys.Iterator([]byte(key+"\x00"), []byte(key+"\x01")))
	})
	return out
}

// maxSounding is how many names that sound like what is typed are gone on with.
const maxSounding = 16

// SpeakersSounding returns the speakers of whose name a word sounds as the last
// word of prefix does, as far as it goes, and the others of the name as the words
// before: what somebody types in another script, or by ear. They are the most
// frequent of those names that look most like it.
func (v *Vocabulary) SpeakersSounding(prefix string, max int) []Entry {
	words := Folded(prefix)
	if len(words) == 0 || len(words) > maxNameWords {
		return nil
	}
	before, last := newTypedName(words[:len(words)-1]), words[len(words)-1]
	var out []Entry
	seen := map[uint32]bool{}
	for _, name := range v.namesSounding(last) {
		for _, e := range v.speakers.from(name.Text, max) {
			if !seen[e.ID] && before.standsFor(Folded(e.Text)) {
				seen[e.ID] = true
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, byID)
	return out[:min(len(out), max)]
}

// namesSounding returns the words of names of which a key starts with one of
// word's.
func (v *Vocabulary) namesSounding(word string) []Entry {
	latin := text.Latin(word)
	var out []Entry
	for _, key := range text.NameKeys(word) {
		if len(key) < 2 {
			continue
		}
		names, _ := v.names.most(maxLike, func(d *dictionary) ([]uint32, bool) {
			return walk(d.nameKeys.Iterator([]byte(key), after(key)))
		})
		for _, e := range names {
			start := text.Latin(e.Text)
			e.Errors = text.Errors(latin, start[:min(len(start), len(latin))])
			if 2*e.Errors <= len(latin) {
				out = append(out, e)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Errors, b.Errors), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return out[:min(len(out), maxSounding)]
}

// SpeakersCalled returns the speakers whose whole name is this one, a leading
// article apart.
func (v *Vocabulary) SpeakersCalled(name string) []Entry {
	return v.remembered.called(&v.speakers, name)
}

// SourcesCalled does for titles and publishers what [Vocabulary.SpeakersCalled] does.
func (v *Vocabulary) SourcesCalled(title string) []Entry {
	return v.remembered.called(&v.sources, title)
}

// called walks the texts that end in a name: there is a key from each word on.
func (d *dictionary) called(name string) []Entry {
	key := withoutArticle(Key(name))
	if key == "" || len(key) > maxRotation {
		return nil
	}
	of := starting(key + "\x00")
	ids, _ := of(d)
	ids = append(ids, d.added(of)...)
	var out []Entry
	for _, id := range d.inOrder(ids) {
		if e := d.entry(id); mayBe(e.Text, key) && withoutArticle(Key(e.Text)) == key {
			out = append(out, e)
		}
	}
	return out
}

// mayBe tells by the first word of a name or title whether its key, without an article,
// can be this one: many names end in a word, and few are that word.
func mayBe(name, key string) bool {
	first, rest, several := strings.Cut(name, " ")
	folded := Key(first)
	return folded == "" || strings.HasPrefix(key, folded) || several && rest != "" && isArticle(folded)
}

// SpeakersGoOn reports whether words of a speaker's name begin with these.
func (v *Vocabulary) SpeakersGoOn(words string) bool { return v.speakers.goesOn(words) }

// SourcesGoOn does for titles and publishers what [Vocabulary.SpeakersGoOn] does.
func (v *Vocabulary) SourcesGoOn(words string) bool { return v.sources.goesOn(words) }

func (d *dictionary) goesOn(words string) bool {
	key := rotation(withoutArticle(Key(words)))
	_, err := d.fst.Iterator([]byte(key), after(key))
	return err == nil || d.more != nil && d.more.goesOn(words)
}

// withoutArticle returns a folded name or title without the article before it, which
// people leave out.
func withoutArticle(key string) string {
	first, rest, several := strings.Cut(key, " ")
	if !several {
		return key
	}
	if isArticle(first) {
		return rest
	}
	return key
}

func isArticle(word string) bool {
	switch word {
	case "the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las", "il", "lo":
		return true
	}
	return false
}

// SpeakersWith returns the speakers of whose name this is a word.
func (v *Vocabulary) SpeakersWith(word string, max int) []Entry {
	out, _ := v.speakers.most(max, func(d *dictionary) ([]uint32, bool) {
		last, whole := starting(word + "\x00")(d)
		more, all := starting(word + " ")(d)
		return append(last, more...), whole && all
	})
	return out
}

// byID puts the most frequent first.
func byID(a, b Entry) int { return cmp.Compare(a.ID, b.ID) }
