package grammar

// nounForWords reports whether the word at token k is a noun for what somebody says, and
// whose it is follows: "la replica di Smith".
func (d *doc) nounForWords(k int) bool {
	return d.toks[k].is(clsWords) && k+1 < len(d.toks) && d.toks[k+1].is(clsParticle) && d.toks[k+1].is(clsPrep)
}

// tellOffice makes a role, or a preposition, of the word at token k that is spelled like both:
// "l'ad di Fiat", "ad alcuni".
func (d *doc) tellOffice(k, first int) {
	t := &d.toks[k]
	switch {
	case !t.is(clsPrep) || !t.is(clsRole):
	case k > first && d.toks[k-1].is(clsDet|clsWithArticle):
		t.cls = clsRole
	default:
		t.cls &^= clsRole
	}
}
