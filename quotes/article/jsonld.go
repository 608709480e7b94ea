package article

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
)

// https://schema.org/Article and what is derived from it.
var articleType = regexp.MustCompile(`^(?:https?://schema\.org/)?(?:\w*Article|Report|\w*Posting|\w*BlogPost|Review|ScholarlyArticle|WebPage)$`)

// jsonFacts reads the JSON-LD of a page. Blocks may be objects, lists or have an
// @graph, and refer to each other by @id. An article is believed before a
// WebPage. What is no JSON is left out: pages often have it broken.
func jsonFacts(blocks []string) facts {
	g := graph{byID: map[string]map[string]any{}}
	for _, b := range blocks {
		var v any
		b = strings.TrimSpace(b)
		b = strings.TrimSuffix(strings.TrimPrefix(b, "<!--"), "-->")
		b = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(b), "//<![CDATA["), "//]]>")
		// Line breaks inside strings are not JSON, but common, and harmless as
		// spaces everywhere.
		b = strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, b)
		if json.Unmarshal([]byte(b), &v) != nil {
			continue
		}
		g.add(v, 0)
	}
	slices.SortStableFunc(g.articles, func(a, b map[string]any) int { return rank(a) - rank(b) })
	var f facts
	for _, a := range g.articles {
		if rank(a) > 0 && f.title != "" {
			break
		}
		f = f.or(g.facts(a))
		if rank(a) == 0 {
			break // the next one is about another page
		}
	}
	return f
}

func rank(a map[string]any) int {
	if slices.ContainsFunc(texts(a["@type"]), func(t string) bool { return strings.HasSuffix(t, "WebPage") }) {
		return 1
	}
	return 0
}

type graph struct {
	articles []map[string]any
	byID     map[string]map[string]any
}

func (g *graph) add(v any, depth int) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.add(e, depth+1)
		}
	case map[string]any:
		if id, _ := v["@id"].(string); id != "" && len(v) > 1 {
			if old, ok := g.byID[id]; !ok || len(old) < len(v) {
				g.byID[id] = v
			}
		}
		if slices.ContainsFunc(texts(v["@type"]), articleType.MatchString) {
			g.articles = append(g.articles, v)
		}
		g.add(v["@graph"], depth+1)
		g.add(v["mainEntity"], depth+1)
		for _, ref := range []string{"author", "publisher", "mainEntityOfPage", "isPartOf"} {
			if m, ok := v[ref].(map[string]any); ok {
				if id, _ := m["@id"].(string); id != "" && len(m) > 1 && g.byID[id] == nil {
					g.byID[id] = m
				}
			}
		}
	}
}

func (g *graph) facts(a map[string]any) facts {
	var f facts
	f.title = firstText(a["headline"])
	if f.title == "" {
		f.title = firstText(a["name"])
	}
	f.publisher = first(g.names(a["publisher"]))
	f.byline = cleanByline(strings.Join(g.names(a["author"]), ", "))
	if f.byline == "" {
		f.byline = cleanByline(strings.Join(g.names(a["creator"]), ", "))
	}
	for _, key := range []string{"datePublished", "dateCreated", "uploadDate"} {
		if d, err := pageDate(firstText(a[key])); err == nil {
			f.published = d
			break
		}
	}
	for _, v := range []any{a["url"], a["mainEntityOfPage"], a["@id"]} {
		if m, ok := v.(map[string]any); ok {
			if v = m["@id"]; v == nil {
				v = m["url"]
			}
		}
		if f.url = webURL(firstText(v), ""); f.url != "" && !strings.Contains(f.url, "#") {
			break
		}
		f.url = ""
	}
	f.lang = langTag(firstText(a["inLanguage"]))
	return f
}

// names returns the names of persons or organisations given as text, object,
// reference or a list of these.
func (g *graph) names(v any) []string {
	var out []string
	add := func(s string) {
		if s = cleanByline(html.UnescapeString(s)); s != "" && !slices.Contains(out, s) && len(out) < 10 {
			out = append(out, s)
		}
	}
	switch v := v.(type) {
	case string:
		add(v)
	case []any:
		for _, e := range v[:min(len(v), 10)] {
			if _, list := e.([]any); list {
				continue
			}
			for _, n := range g.names(e) {
				add(n)
			}
		}
	case map[string]any:
		name := firstText(v["name"])
		if id, _ := v["@id"].(string); name == "" && id != "" {
			name = firstText(g.byID[id]["name"])
		}
		if name == "" {
			name = strings.TrimSpace(firstText(v["givenName"]) + " " + firstText(v["familyName"]))
		}
		add(name)
	}
	return out
}

// texts returns the strings in a string or a list.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func firstText(v any) string {
	if m, ok := v.(map[string]any); ok { // {"@value": "..."}
		v = m["@value"]
	}
	return oneLine(html.UnescapeString(first(texts(v))))
}
