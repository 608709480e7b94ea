package grammar

// nounForWords reports whether the word at token k is a noun for what somebody says, and
// whose it is follows: "la replica di Smith".
func (d *doc) nounForWords(k int) bool {
	return d.toks[k].is(clsWords) && k+1 < len(d.toks) && d.toks[k+1].is(clsParticle) && d.toks[k+1].is(clsPrep)
}
