package stage

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"strings"

	"verbatim/bot/preview"
)

//go:embed page/stage.html
var document string

//go:embed page/stage.css
var style string

//go:embed page/stage.js
var script string

// page writes the page, which asks nothing but this server for anything.
func (s *Stage) page(w http.ResponseWriter) {
	drawing := preview.Drawing()
	styles, scripts := drawing.Style+style, drawing.Script+script
	settings, err := json.Marshal(map[string]any{
		"token": s.secret, "locales": s.about.Locales, "corpus": s.about.Corpus, "data": s.about.Data, "channel": channel, "private": private,
		"names": map[string]string{"@" + member: "@You", "@" + Moderator: "@You", "#" + channel: "#quotations", "#" + private: "@Verbatim"},
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; img-src data:; style-src '"+
		preview.Hash(styles)+"'; script-src '"+preview.Hash(scripts)+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = strings.NewReplacer("{{style}}", styles, "{{script}}", scripts, "{{settings}}", string(settings)).WriteString(w, document)
}
