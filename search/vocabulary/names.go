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
	if len(words) == 0 {
		return nil
	}
	before, last := words[:len(words)-1], words[len(words)-1]
	var out []Entry
	seen := map[uint32]bool{}
	for _, name := range v.namesSounding(last) {
		for _, e := range v.speakers.from(name.Text, max) {
			if !seen[e.ID] && hasAll(Folded(e.Text), before, true) {
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

// SpeakersNamed returns the speakers whose name has all the words of name or, if
// there is none, has each of them in some spelling.
func (v *Vocabulary) SpeakersNamed(name string, max int) []Entry {
	return v.named(&v.speakers, name, max)
}

// SourcesNamed returns the titles and publishers that have all the words of title.
func (v *Vocabulary) SourcesNamed(title string, max int) []Entry {
	return v.named(&v.sources, title, max)
}

// SpeakersCalled returns the speakers whose whole name is this one, a leading
// article apart.
func (v *Vocabulary) SpeakersCalled(name string) []Entry { return v.speakers.called(name) }

// SourcesCalled does for titles and publishers what [Vocabulary.SpeakersCalled] does.
func (v *Vocabulary) SourcesCalled(title string) []Entry { return v.sources.called(title) }

// called walks the texts that end in a name: there is a key from each word on.
func (d *dictionary) called(name string) []Entry {
	key := withoutArticle(Key(name))
	if key == "" || len(key) > maxRotation {
		return nil
	}
	ids, _ := starting(key + "\x00")(d)
	slices.Sort(ids)
	var out []Entry
	for _, id := range slices.Compact(ids) {
		if e := d.entry(id); withoutArticle(Key(e.Text)) == key {
			out = append(out, e)
		}
	}
	return out
}

// SpeakersGoOn reports whether words of a speaker's name begin with these.
func (v *Vocabulary) SpeakersGoOn(words string) bool { return v.speakers.goesOn(words) }

// SourcesGoOn does for titles and publishers what [Vocabulary.SpeakersGoOn] does.
func (v *Vocabulary) SourcesGoOn(words string) bool { return v.sources.goesOn(words) }

func (d *dictionary) goesOn(words string) bool {
	key := rotation(withoutArticle(Key(words)))
	_, err := d.fst.Iterator([]byte(key), after(key))
	return err == nil
}

// withoutArticle returns a folded name or title without the article before it, which
// people leave out.
func withoutArticle(key string) string {
	first, rest, several := strings.Cut(key, " ")
	if !several {
		return key
	}
	switch first {
	case "the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las", "il", "lo":
		return rest
	}
	return key
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

func (v *Vocabulary) named(d *dictionary, name string, max int) []Entry {
	words := Folded(name)
	if len(words) == 0 {
		return nil
	}
	// The longest word finds the candidates by its rotation, the others check.
	longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	forms := []string{longest}
	if d == &v.speakers {
		for _, key := range text.NameKeys(longest) {
			for _, e := range v.NamesByKey(key, 50) {
				if e.Text != longest && text.SameName(e.Text, longest) {
					forms = append(forms, e.Text)
				}
			}
		}
	}
	exact, spelt := []Entry{}, []Entry{}
	seen := map[uint32]bool{}
	for _, form := range forms {
		for _, end := range []string{"\x00", " "} { // the last word, or one of several
			ids, _ := starting(form + end)(d)
			for _, id := range ids {
				if seen[id] {
					continue
				}
				seen[id] = true
				e := d.entry(id)
				switch has := Folded(e.Text); {
				case hasAll(has, words, false):
					exact = append(exact, e)
				case d == &v.speakers && hasAll(has, words, true):
					spelt = append(spelt, e)
				}
			}
		}
	}
	if len(exact) == 0 {
		exact = spelt
	}
	slices.SortFunc(exact, byID)
	return exact[:min(len(exact), max)]
}

// byID puts the most frequent first.
func byID(a, b Entry) int { return cmp.Compare(a.ID, b.ID) }
