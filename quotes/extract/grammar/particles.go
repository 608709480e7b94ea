package grammar

// behindParticles reports whether token k, be it a noun or a place, is a surname by the
// particles before it: two of them, as "van der Meer", or one behind a first name, as
// "Marco van Delft".
func (d *doc) behindParticles(k int) bool {
	if !d.lang.on("particles have capitals") || k < 2 || k >= len(d.toks) {
		return false
	}
	t, p, o := &d.toks[k], &d.toks[k-1], &d.toks[k-2]
	return t.kind == word && t.caps == initial && !t.is(clsTime) && p.is(clsParticle) && p.caps == small && !d.apart(k) &&
		(o.is(clsPrep) && o.is(clsParticle) && !p.is(clsDet) || o.is(clsFirst) && o.caps == initial)
}

// surnameBehind returns the token to which particles with a capital lead from token i on,
// "Van den Berg"; i if they do not.
func (d *doc) surnameBehind(i, limit int) int {
	t := &d.toks[i]
	if d.lang.on("particles behind titles") && i > 0 && (d.toks[i-1].is(clsTitle) && !d.apart(i) || t.is(clsPrep) && !d.sentenceStart(i) && !d.toks[i-1].is(clsBody|clsWork|clsNoun) && d.mayName(min(i+1, limit-1)) && d.toks[min(i+1, limit-1)].cls&^clsFirst == 0) && t.caps == initial && t.is(clsParticle) && i+1 < limit && d.toks[i+1].kind == word && d.toks[i+1].caps == initial && !d.apart(i+1) {
		return i + 1 // "M. Le Maire", "De Brissac"
	}
	if d.lang.on("particles begin surnames") {
		return d.surnameOfParticle(i, limit)
	}
	if !d.lang.on("particles have capitals") || t.caps != initial || !t.is(clsParticle) || !t.is(function) || d.sentenceStart(i) && !t.is(clsPrep) {
		return i
	}
	k := i + 1
	for k < limit && d.toks[k].kind == word && d.toks[k].is(clsParticle) && d.toks[k].caps == small {
		k++
	}
	if k >= limit || d.toks[k].kind != word || d.apart(k) || d.toks[k].caps != initial || d.toks[k].is(clsTime) || d.joinedNoun(k) {
		return i // "Van de Oranje-gekte"
	}
	if !d.mayName(k) || d.toks[k].is(clsFirst|clsRole|clsBody) {
		// "Van der Meer", "Van Delft": inside a sentence the capital of the particle tells
		if d.sentenceStart(i) || t.is(clsDet) && k == i+1 {
			return i
		}
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
