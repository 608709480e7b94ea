package grammar

// behindLink reports whether the piece at token q stands in a line that leads to another
// article, or a little behind one, whose title it may belong to: "Read also: Smith resigns.
// “Enough is enough”".
func (r *reader) behindLink(q int) bool {
	lo := r.first[r.para]
	for k := q - 1; k > lo && r.toks[q].sent-r.toks[k].sent < 4; k-- {
		if r.toks[k].kind != colon {
			continue
		}
		for _, words := range r.lang.links {
			if i := k - len(words); i >= lo && r.reads(i, words) {
				return true
			}
		}
	}
	return false
}

// headsDash reports whether the piece at token q stands in marks right before a dash that opens
// speech, or behind such speech in its paragraph: it is a heading. "“A black day” – We knew it,
// said Smith."
func (r *reader) headsDash(q int) bool {
	if !r.lang.on("dash opens speech within paragraphs") {
		return false
	}
	if n := len(r.turns); n > 0 && r.turns[n-1].para == r.para {
		last := &r.turns[n-1]
		if r.pieces[last.pieces[len(last.pieces)-1]].dashed && !r.pieces[r.toks[q].piece].dashed && r.alone(q, r.sents[r.toks[q].sent]) {
			return true
		}
	}
	k := q + 1
	if k < len(r.toks) && r.toks[k].kind == dash {
		k++
	}
	return k < len(r.toks) && r.toks[k].kind == quoted && r.pieces[r.toks[k].piece].dashed && !r.pieces[r.toks[q].piece].dashed
}
