package extract

import "verbatim/quotes"

// strangersKept is how many sentences back somebody without a name is looked for.
const strangersKept = 4

// strangerMeant returns the one without a name whom a pronoun in sentence si takes up, if
// he was asked ("I asked a farmer. “Closed,” he said.") or people converse. It is nobody
// where two have come in; elsewhere "he" may as well be somebody with a name.
func (d *reader) strangerMeant(si int, sex class, written string) (quotes.Speaker, bool) {
	name := ""
	for k := len(d.said.scenes) - 1; k >= 0; k-- {
		sc := &d.said.scenes[k]
		if sc.sent > si || sc.sent < d.said.section || si-sc.sent > strangersKept {
			break
		}
		if sc.strangerName == "" || sc.strangerSex != 0 && sc.strangerSex != sex {
			continue
		}
		if name != "" && sc.strangerName != name || !d.converses && !sc.questioned {
			return quotes.Speaker{}, false
		}
		name = sc.strangerName
	}
	return quotes.Speaker{Name: name, AsWritten: written, Short: true}, name != ""
}

// nameStranger returns the words by which a sentence brings in somebody without a name,
// with what tells whose or of what he is.
func (d *cast) nameStranger(p np) string {
	if d.kinOfTeller(p) {
		return d.kinName(p)
	}
	if p.pronoun || p.last-p.first > 8 || d.toks[p.first].cls.is(clsPoss) {
		return ""
	}
	first := p.first
	if !d.toks[first].cls.is(clsDet) {
		return ""
	}
	return d.low(first) + d.text[d.toks[first].end:d.toks[d.tail(p)].end]
}

// describedAt reads the phrase at the article at token k, in which a comma may part two
// adjectives: "a stout, middle-aged man".
func (d *cast) describedAt(k, limit int) (np, bool) {
	p, ok := d.phraseAt(k, limit)
	if !ok || p.name != nil || p.last != k+1 || p.last+2 >= limit || d.toks[p.last+1].kind != comma || d.toks[p.last].caps != lower || d.toks[p.last].cls.is(clsRole|clsBody) {
		return p, ok
	}
	q, ok := d.phraseAt(p.last+2, limit)
	if !ok || q.name != nil || q.pronoun || q.first == q.last || !d.toks[q.head].cls.is(clsRole) || d.toks[q.first].cls.is(clsDet|clsPoss) {
		return p, true
	}
	return np{first: k, last: q.last, head: q.head}, true
}

// behindAside returns the token behind what two commas set off at token i: "a man, with
// a lamp in his hand, was"; i if they set off nothing that tells what somebody has on him.
func (d *prose) behindAside(i, limit int) int {
	if i+2 >= limit || d.toks[i].kind != comma || d.low(i+1) != "with" && d.low(i+1) != "in" {
		return i
	}
	for k := i + 2; k < min(i+12, limit-1); k++ {
		switch d.toks[k].kind {
		case comma:
			return k + 1
		case word, number:
		default:
			return i
		}
	}
	return i
}
