package extract

import (
	"strings"

	"verbatim/quotes/article"
)

// readQuestions reads an interview without labels: questions that are headings or
// paragraphs of their own, and answers of the one person whom the text says is
// interviewed, or whose name is its title.
func (d *reader) readQuestions() {
	if len(d.layout.turns) > 0 || d.layout.labels > 2 {
		return
	}
	var asked []int
	headings := 0
	for pi := range d.paras {
		if d.asksAlone(pi) && (len(asked) == 0 || asked[len(asked)-1] != pi-1) {
			asked = append(asked, pi)
			headings += b2i(d.marked(pi, article.Heading))
		}
	}
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
	answers := d.answersTo(asked, n)
	own := 0
	for _, a := range answers {
		for _, pi := range a {
			if d.selfIn(pi) {
				own++
				break
			}
		}
	}
	if own < 3 || own*3 < len(answers)*2 {
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

// asksAlone reports whether paragraph pi is a question and nothing else.
func (d *prose) asksAlone(pi int) bool {
	p := &d.paras[pi]
	s := strings.TrimRight(d.text[p.start:p.end], " *_")
	return p.firstSent < p.lastSent && len(s) < 600 && strings.HasSuffix(s, "?") && (len(p.regions) == 0 || p.regions[0].open > p.start)
}

// titlePerson returns the person whose name is the whole title.
func (d *reader) titlePerson() (voice, bool) {
	if d.art.Title == "" || len(d.art.Title) > 60 {
		return voice{ent: -1}, false
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

// answersTo returns the paragraphs that answer each question. Another heading ends
// an answer, and so does, behind the last question, a paragraph in which nobody
// means himself.
func (d *reader) answersTo(asked []int, n *naming) [][]int {
	answers := make([][]int, len(asked))
	for i, q := range asked {
		end := len(d.paras)
		if i+1 < len(asked) {
			end = asked[i+1]
		}
		for pi := q + 1; pi < end && !d.layout.taken[pi] && !d.marked(pi, article.Heading); pi++ {
			if d.goesOnSpeaking(pi, n, n.answerer.ent, i+1 == len(asked)) && !d.asksAlone(pi) {
				answers[i] = append(answers[i], pi)
			} else if i+1 == len(asked) {
				break
			}
		}
	}
	return answers
}
