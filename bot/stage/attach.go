package stage

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
)

const (
	mostAttached = 20       // older files are forgotten
	maxFile      = 10 << 20 // bytes of a file: as many as everybody may attach
)

// attachment is a file of the person's.
type attachment struct {
	id, name string
	key      string // what its address has to have
	content  []byte
}

// The sentences for files.
var (
	errTooLarge = errors.New("the file is too large: in Discord everybody may attach 10 MB")
	errNoFile   = errors.New("the file is no longer here; attach it again")
)

// attach takes a file, which a command may name from then on.
func (s *Stage) attach(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(r.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		reply(w, http.StatusRequestEntityTooLarge, map[string]any{"error": errTooLarge.Error()})
		return
	}
	name := r.URL.Query().Get("name")
	if err != nil || name == "" {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &attachment{id: s.snowflake(), name: name, key: rand.Text(), content: content}
	if s.attached = append(s.attached, f); len(s.attached) > mostAttached {
		s.attached = slices.Delete(s.attached, 0, 1)
	}
	reply(w, http.StatusOK, map[string]any{"id": f.id})
}

// attachment returns the file with an ID, nil if there is none. The caller holds s.mu.
func (s *Stage) attachment(id string) *attachment {
	i := slices.IndexFunc(s.attached, func(f *attachment) bool { return f.id == id })
	if i < 0 {
		return nil
	}
	return s.attached[i]
}

// cdnHost is where Discord keeps what is attached.
const cdnHost = "cdn.discordapp.com"

// object is the file as an interaction carries it.
// https://discord.com/developers/docs/resources/message#attachment-object
func (f *attachment) object() map[string]any {
	at := url.URL{Scheme: "https", Host: cdnHost, Path: "/ephemeral-attachments/" + Application + "/" + f.id + "/" + f.name, RawQuery: "hm=" + f.key}
	return map[string]any{
		"id": f.id, "filename": f.name, "size": len(f.content), "url": at.String(), "proxy_url": at.String(),
		"content_type": http.DetectContentType(f.content), "ephemeral": true,
	}
}

// cdn gives out a file to who knows its address, as Discord's host for attachments does.
func (s *Stage) cdn(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.attachment(r.PathValue("id"))
	s.mu.Unlock()
	if f == nil || subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("hm")), []byte(f.key)) != 1 {
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(f.content))
	_, _ = w.Write(f.content) // who hangs up is not told
}
