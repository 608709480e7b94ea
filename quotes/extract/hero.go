package extract

// A profile or an obituary is about one person, whom "he" means where nothing speaks more
// for another.

// How often an article must name somebody to be about him, and how many times as often as
// anybody else.
const (
	heroNamed  = 30
	heroTimes  = 6
	heroPoints = 1.5 // what speaks for him, see candidate
)

// findHero returns the person whom the article is about; -1 if it is about several.
func (d *cast) findHero() int {
	count := make([]int, len(d.reg.ents))
	hero := -1
	for i := range d.mentions {
		m := &d.mentions[i]
		if !d.named(m) || m.first < d.titleEnd {
			continue
		}
		if count[m.ent]++; hero < 0 || count[m.ent] > count[hero] {
			hero = m.ent
		}
	}
	if hero < 0 || count[hero] < heroNamed || d.reg.ents[hero].kind != person || d.reg.ents[hero].sex == 0 {
		return -1
	}
	for id, n := range count {
		if id != hero && n*heroTimes > count[hero] {
			return -1
		}
	}
	return hero
}

// favourHero adds what speaks for the one whom the article is about.
func (c *contest) favourHero() {
	hero := c.d.reg.hero
	for k := range c.list {
		if hero >= 0 && c.list[k].ent == hero {
			c.list[k].score += heroPoints
		}
	}
}

// tellEmployers notes which names nobody knows are bodies', since those who work for them
// have them before their roles: "Legra spokesman Jon Smith".
func (d *cast) tellEmployers() {
	for i := range d.mentions {
		m := &d.mentions[i]
		k := m.last + 1
		if m.ent < 0 || m.kind != unknown || m.first < m.last || k+1 >= len(d.toks) || d.toks[m.last].possessive() {
			continue
		}
		n := d.mention(k + 1)
		if t := &d.toks[k]; t.kind == word && t.caps == lower && t.cls.is(clsRole) && n != nil && n.kind == person && d.adjacent(m.last) {
			d.reg.ents[m.ent].employs = true
		}
	}
}
