package extract

// Mr. and Mrs. Weston: people whom only the title before their surname parts.

// honorific is what parts a man's key from that of a woman of the same surname.
var honorific = map[class]string{sexM: "mr. ", sexF: "ms. "}

// behindTitle reports whether a mention is a surname behind a title that tells the sex.
func (d *cast) behindTitle(m *mention) bool {
	return m.nameFrom > m.first && m.nameFrom == m.last && (m.sex == sexM || m.sex == sexF)
}

// noteTitled remembers of which sexes the titles before a surname are, and how often
// a name of one word stands without a title.
func (d *cast) noteTitled(m *mention) {
	if m.nameFrom > m.first && royal[d.str(m.nameFrom-1)] && len(d.reg.reigning) < 1<<12 {
		d.reg.reigning[fold(partsOf(d.nameWords(m)).last)] = true
	}
	if n := partsOf(d.nameWords(m)); n.suffix != "" && n.first == "" && len(d.reg.juniors) < 1<<12 {
		d.reg.juniors[fold(n.last)] = true
	}
	switch {
	case len(d.reg.titled) >= 1<<16 || len(d.reg.untitled) >= 1<<16:
	case d.behindTitle(m):
		d.reg.titled[fold(d.str(m.last))] |= m.sex
	case m.first == m.last:
		d.reg.untitled[fold(d.str(m.last))]++
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

// byFirstName is how often somebody must be called by the first name alone not to be
// the one who has the title: "Mrs. Baines" is the mother of Sophia Baines.
const byFirstName = 3

// behindTitleOf keeps those whom a surname behind a title that tells the sex can mean.
func (d *cast) behindTitleOf(ids []int, sex class) []int {
	var kept []int
	for _, id := range ids {
		if e := &d.reg.ents[id]; e.sex == sex && (e.first == "" || d.reg.untitled[fold(e.first)] < byFirstName) {
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

// royals keeps those of the people who are called a prince or the like.
func (d *cast) royals(ids []int) []int {
	var kept []int
	for _, id := range capped(ids) {
		if royal[lastWord(d.reg.ents[id].role)] {
			kept = append(kept, id)
		}
	}
	return kept
}

// learned keeps the doctors or the professors of several people where that title stands
// before a name: "Dr. Lee" is the doctor of the Lees.
func (d *cast) learned(ids []int, m *mention) []int {
	var kept []int
	if m.nameFrom == m.first || len(ids) < 2 {
		return nil
	}
	head := d.lex.roleOf[d.low(m.nameFrom-1)]
	if head != "doctor" && head != "professor" {
		return nil
	}
	for _, id := range ids {
		if e := &d.reg.ents[id]; e.hasHead(head, nil) && !d.bars(m, e) {
			kept = append(kept, id)
		}
	}
	return kept
}
