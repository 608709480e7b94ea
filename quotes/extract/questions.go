package extract

import (
	"strings"
	"unicode"

	"verbatim/quotes/article"
)

// readQuestions reads an interview without labels: questions that are headings or
// paragraphs of their own, and answers of the one person whom the text says is
// interviewed, or whose name is its title.
func (d *reader) readQuestions() {
	if len(d.layout.turns) > 0 || d.layout.labels > 2 {
		return
	}
	asked, headings := d.questions()
	if len(asked) < 3 {
		return
	}
	n := &naming{cast: d.cast, x: d.names(), before: d.sents[d.paras[asked[0]].firstSent].first}
	v, ok := n.interviewed(asked[0])
	if !ok && headings >= 3 {
		v, ok = d.titlePerson()
	}
	if !ok {
		return
	}
	n.answerer = v
	answers := d.answersTo(asked, headings >= 3, n)
	own, given := 0, 0
	for _, a := range answers {
		given += b2i(len(a) > 0)
		for _, pi := range a {
			if d.selfIn(pi) {
				own++
				break
			}
		}
	}
	if own < 3 || own*3 < given*2 {
		return // a guide with questions for headings
	}
	for i, a := range answers {
		d.take(asked[i])
		starts := make([]int, len(a))
		for k, pi := range a {
			starts[k] = d.paras[pi].start
		}
		d.addTurns(a, starts, v, patTurn, false)
	}
}

// questions returns the paragraphs that are questions, and how many of them are
// headings. Where three are, no other paragraph is one: an answer may end in a
// question.
func (d *prose) questions() (asked []int, headings int) {
	var headed []int
	for pi := range d.paras {
		if !d.asksAlone(pi) {
			continue
		}
		if len(asked) == 0 || asked[len(asked)-1] != pi-1 {
			asked = append(asked, pi)
		}
		if d.marked(pi, article.Heading) {
			headed = append(headed, pi)
		}
	}
	if len(headed) >= 3 {
		return headed, len(headed)
	}
	return asked, len(headed)
}

// asksAlone reports whether paragraph pi is a question and nothing else.
func (d *prose) asksAlone(pi int) bool {
	p := &d.paras[pi]
	s := strings.TrimRight(d.text[p.start:p.end], " *_")
	return p.firstSent < p.lastSent && len(s) < 600 && strings.HasSuffix(s, "?") && (len(p.regions) == 0 || p.regions[0].open > p.start)
}

// speaksToHim reports whether a short paragraph begins with "you" and is of nobody's self,
// as what is said by who asks when he puts no question: "You wanted to build a bridge."
func (d *prose) speaksToHim(pi int) bool {
	p := &d.paras[pi]
	if self, you := d.saysI(pi); p.end-p.start >= 300 || self > 0 || you == 0 {
		return false
	}
	s := d.sents[p.firstSent]
	for i := s.first; i < min(s.last, s.first+3); i++ {
		if w := d.wordAt(i); w == "you" || w == "your" {
			return true
		}
	}
	return false
}

// titlePerson returns the person whose name is the whole title.
func (d *reader) titlePerson() (voice, bool) {
	if d.art.Title == "" || len(d.art.Title) > 60 {
		return voice{ent: -1}, false
	}
	if n := (named{name: d.art.Title}); d.saysHeIs(n.name) {
		v := d.voiceNamed(n, d.names(), d.span(0, 0))
		v.sure = .98
		return v, true
	}
	t := titleCast(d.art.Title)
	n, ok := t.nameIn(0, len(t.toks))
	if !ok || n.first != 0 || n.last != len(t.toks)-1 {
		return voice{ent: -1}, false
	}
	v := d.voiceNamed(n, d.names(), d.span(0, 0))
	v.sure = .98
	return v, t.isPerson(n, d.knows(v), true)
}

// saysHeIs reports whether somebody says in the text that he is called so, by a
// first name and a surname.
func (d *prose) saysHeIs(name string) bool {
	if n := len(strings.Fields(name)); n < 2 || n > 4 {
		return false
	}
	for _, says := range [...]string{"I'm ", "I’m ", "I am ", "y name is ", "y name's ", "y name’s "} {
		if i := strings.Index(d.text, says+name); i >= 0 && !unicode.IsLetter(firstRune(d.text[i+len(says+name):])) {
			return true
		}
	}
	return false
}

// answersTo returns the paragraphs that answer each question. Another heading ends
// an answer, and so does, behind the last question, a paragraph in which nobody
// means himself. Where questions are headings (headed), an answer may be one too.
func (d *reader) answersTo(asked []int, headed bool, n *naming) [][]int {
	answers := make([][]int, len(asked))
	for i, q := range asked {
		end := len(d.paras)
		if i+1 < len(asked) {
			end = asked[i+1]
		}
		for pi := q + 1; pi < end && !d.layout.taken[pi] && !d.marked(pi, article.Heading); pi++ {
			if pi > q+1 && !headed && d.speaksToHim(pi) {
				break // what is said to the one interviewed, and not by him
			}
			if d.goesOnSpeaking(pi, n, n.answerer.ent, i+1 == len(asked) && pi > q+1) && (headed || !d.asksAlone(pi)) {
				answers[i] = append(answers[i], pi)
			} else if i+1 == len(asked) {
				break
			}
		}
	}
	return answers
}
