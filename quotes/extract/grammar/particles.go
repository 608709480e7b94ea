package grammar

// surnameBehind returns the token to which particles with a capital lead from token i on,
// "Van den Berg"; i if they do not.
func (d *doc) surnameBehind(i, limit int) int {
	t := &d.toks[i]
	if d.lang.on("particles begin surnames") {
		return d.surnameOfParticle(i, limit)
	}
	if !d.lang.on("particles have capitals") || t.caps != initial || !t.is(clsParticle) || !t.is(function) || d.sentenceStart(i) && !t.is(clsPrep) {
		return i
	}
	k := i + 1
	for k < limit && d.toks[k].kind == word && d.toks[k].is(clsParticle) && d.toks[k].is(function) {
		k++
	}
	if k >= limit || !d.mayName(k) || d.apart(k) || d.toks[k].is(clsFirst|clsRole|clsBody) || d.toks[k].caps != initial {
		return i
	}
	return k
}

// surnameOfParticle returns the token behind a preposition or an article with a capital that
// begins a surname, "Di Pietro", "La Russa"; i if it begins none. Where it may have the capital of a sentence, what
// follows must tell.
func (d *doc) surnameOfParticle(i, limit int) int {
	t := &d.toks[i]
	k := i + 1
	if t.caps != initial || !t.is(clsParticle) || !t.is(clsPrep) && (d.sentenceStart(i) || d.toks[i-1].is(clsBody|clsWork|clsNoun)) || k >= limit || d.toks[k].caps != initial || d.apart(k) || !d.mayName(k) || d.toks[k].is(clsRole|clsBody) {
		return i
	}
	if d.sentenceStart(i) && (k+1 >= limit || d.toks[k+1].kind != comma && !d.toks[k+1].is(cue|clsAux)) {
		return i
	}
	return k
}

// roleAsSurname reports whether the role at token i is somebody's surname: it has a capital
// and stands behind a first name elsewhere. "Giuseppe Conte", "Conte".
func (d *doc) roleAsSurname(i int) bool {
	t := &d.toks[i]
	return d.lang.caseless() && t.is(clsRole) && t.caps == initial && d.surnames[t.low]
}
