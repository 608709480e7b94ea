package extract

// Mr. and Mrs. Weston: people whom only the title before their surname parts.

// honorific is what parts a man's key from that of a woman of the same surname.
var honorific = map[class]string{sexM: "mr. ", sexF: "ms. "}

// behindTitle reports whether a mention is a surname behind a title that tells the sex.
func (d *cast) behindTitle(m *mention) bool {
	return m.nameFrom > m.first && m.nameFrom == m.last && (m.sex == sexM || m.sex == sexF)
}

// noteTitled remembers of which sexes the titles before a surname are.
func (d *cast) noteTitled(m *mention) {
	if d.behindTitle(m) && len(d.reg.titled) < 1<<16 {
		d.reg.titled[fold(d.str(m.last))] |= m.sex
	}
}

// wed reports whether a surname behind a title may as well be somebody else's, of the
// other sex: both have titles in the article, or the title is that of a wife. Then it
// means nobody of whom the article does not tell the sex.
func (d *cast) wed(m *mention) bool {
	if !d.behindTitle(m) {
		return false
	}
	title := d.low(m.nameFrom - 1)
	return d.reg.titled[fold(d.str(m.last))] == sexM|sexF || title == "mrs." || title == "mrs"
}

// ofSex keeps those who are known to be of a sex.
func (d *cast) ofSex(ids []int, sex class) []int {
	var kept []int
	for _, id := range ids {
		if d.reg.ents[id].sex == sex {
			kept = append(kept, id)
		}
	}
	return kept
}

// entitle shows with the title whom the article only names by title and surname, if
// somebody else bears that surname: "Weston" would be either.
func (d *cast) entitle() {
	bearers := map[string]int{}
	for i := range d.reg.ents {
		if e := &d.reg.ents[i]; !e.body && e.last != "" {
			bearers[fold(e.last)]++
		}
	}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.ent < 0 || !d.behindTitle(m) {
			continue
		}
		if e := &d.reg.ents[m.ent]; e.seen == m.first && e.first == "" && !e.body && bearers[fold(e.last)] > 1 {
			e.name = d.text[d.toks[m.first].start:d.toks[m.last].end]
		}
	}
}
