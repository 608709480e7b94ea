package discordtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// File is something attached to a message.
type File struct {
	Name, Description string
	Data              []byte
}

// attached is a file and the ID by which an edit keeps it.
type attached struct {
	id string
	File
}

func (e endpoint) takesFiles() bool {
	return e.op == OpCallback || e.op == OpFollowUp || e.op == OpEdit
}

// withUploads reads a body that has files beside its JSON, and returns the request
// with the files and the JSON.
// https://discord.com/developers/docs/reference#uploading-files
func withUploads(r *http.Request, body []byte) (*http.Request, []byte, reply) {
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err := r.ParseMultipartForm(bodyLimit); err != nil {
		return nil, nil, apiError(http.StatusBadRequest, 50035, "Invalid Form Body: "+err.Error())
	}
	payload := r.MultipartForm.Value["payload_json"]
	if len(payload) != 1 {
		return nil, nil, apiError(http.StatusBadRequest, 50035, "Invalid Form Body: payload_json")
	}
	return r, []byte(payload[0]), reply{}
}

// uploads returns the files of a request by their number. A wrong name of a part is
// an error in the form.
func uploads(f *form, r *http.Request) map[string]File {
	all := make(map[string]File)
	if r.MultipartForm == nil {
		return all
	}
	for name, parts := range r.MultipartForm.File {
		n := strings.TrimSuffix(strings.TrimPrefix(name, "files["), "]")
		if name != "files["+n+"]" || len(parts) != 1 {
			f.add(name, "BASE_TYPE_CHOICES", "Files are named files[n].")
			continue
		}
		file, err := parts[0].Open()
		if err != nil {
			f.add(name, "BASE_TYPE_REQUIRED", "%v", err)
			continue
		}
		data, _ := io.ReadAll(file) // lies in memory
		all[n] = File{Name: parts[0].Filename, Data: data}
	}
	return all
}

// attach takes the attachments out of a message's body and returns those that the
// message has afterwards: of those before the ones that the body lists, all if it
// has no list; and the files that come with it. A gallery shows attached files only.
// https://discord.com/developers/docs/resources/message#edit-message
func attach(f *form, path string, r *http.Request, body fields, before []attached, id func() string) []attached {
	var listed []struct {
		ID                    json.RawMessage
		Filename, Description string
	}
	f.decode(path+"attachments", body["attachments"], &listed)
	after := slices.Clone(before)
	if body.has("attachments") {
		after = nil
	}
	files := uploads(f, r)
	for i, a := range listed {
		p := at(path+"attachments", i)
		f.length(p+".description", a.Description, 0, 1024)
		n := strings.Trim(string(a.ID), `"`)
		kept := slices.IndexFunc(before, func(b attached) bool { return b.id == n })
		switch file, ok := files[n]; {
		case ok:
			file.Description = a.Description
			if a.Filename != "" {
				file.Name = a.Filename
			}
			after = append(after, attached{id(), file})
			delete(files, n)
		case kept >= 0:
			after = append(after, before[kept])
		default:
			f.add(p+".id", "ATTACHMENT_NOT_FOUND", "No attachment and no file has the number %s.", n)
		}
	}
	for _, file := range files {
		after = append(after, attached{id(), file})
	}
	if len(after) > 10 {
		f.add(path+"attachments", "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 10 in length.")
	}
	var components []component
	f.decode(path+"components", body["components"], &components)
	checkMedia(f, path+"components", components, after)
	delete(body, "attachments")
	return after
}

// checkMedia checks that what galleries and files show of attachments is attached.
// https://discord.com/developers/docs/components/reference#media-gallery and #file
func checkMedia(f *form, path string, components []component, files []attached) {
	for i, c := range components {
		p := at(path, i)
		if len(c.Items) > 0 || c.Type == discordgo.MediaGalleryComponent {
			f.count(p+".items", len(c.Items), 1, 10)
		}
		for j, item := range c.Items {
			p := at(p+".items", j)
			if item.Description != nil {
				f.length(p+".description", *item.Description, 1, 1024)
			}
			name, ok := strings.CutPrefix(item.Media.URL, "attachment://")
			if !ok {
				f.webURL(p+".media.url", item.Media.URL, 2048)
				continue
			}
			if !slices.ContainsFunc(files, func(a attached) bool { return a.Name == name }) {
				f.add(p+".media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment was not found")
			}
		}
		if c.Type == discordgo.FileComponentType {
			name, ok := strings.CutPrefix(c.File.URL, "attachment://")
			if !ok || !slices.ContainsFunc(files, func(a attached) bool { return a.Name == name }) {
				f.add(p+".file.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment was not found")
			}
		}
		checkMedia(f, p+".components", c.Components, files)
	}
}

// renderFiles is how Discord lists attachments.
func renderFiles(files []attached) []any {
	all := []any{}
	for _, a := range files {
		url := "https://cdn.discordapp.com/ephemeral-attachments/1/" + a.id + "/" + a.Name
		all = append(all, map[string]any{
			"id": a.id, "filename": a.Name, "description": a.Description, "size": len(a.Data), "url": url, "proxy_url": url,
			"content_type": http.DetectContentType(a.Data),
		})
	}
	return all
}
