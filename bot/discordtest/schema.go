package discordtest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// apiDescription is Discord's own description of its API, from
// discord/discord-api-spec, which lies beside the repository on machines that
// have it. It is read once for all servers of a test binary, since it is 1.2 MB.
var apiDescription = sync.OnceValues(loadAPIDescription)

// descriptionURL names the description for references inside it; nothing is
// fetched from there.
const descriptionURL = "https://discord.com/openapi.json"

type description struct {
	mu       sync.Mutex // guards what follows; the compiler is not safe for concurrent use
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

// errNoDescription: this machine has no description, bodies go unchecked.
var errNoDescription = errors.New("no description of Discord's API here")

func loadAPIDescription() (*description, error) {
	path, err := findAPIDescription()
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", errNoDescription, err)
	}
	if err != nil {
		return nil, fmt.Errorf("reading Discord's API description: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("reading Discord's API description %s: %w", path, err)
	}
	correct(doc)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(descriptionURL, doc); err != nil {
		return nil, fmt.Errorf("reading Discord's API description %s: %w", path, err)
	}
	return &description{compiler: c, schemas: make(map[string]*jsonschema.Schema)}, nil
}

// findAPIDescription looks in VERBATIM_SHARED, or else for a folder "shared"
// beside the repository or one of the folders around it.
func findAPIDescription() (string, error) {
	name := filepath.Join("discord", "openapi.json")
	if dir := os.Getenv("VERBATIM_SHARED"); dir != "" {
		return filepath.Join(dir, name), nil
	}
	dir, err := os.Getwd() // go test starts in the package's folder
	if err != nil {
		return "", fmt.Errorf("looking for Discord's API description: %w", err)
	}
	for {
		path := filepath.Join(dir, "shared", name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("looking for Discord's API description: %w", err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errNoDescription
		}
		dir = parent
	}
}

// correct mends what the description has wrong: default_member_permissions is
// described as a number where Discord takes, and gives, a number as a text.
func correct(node any) {
	switch node := node.(type) {
	case []any:
		for _, v := range node {
			correct(v)
		}
	case map[string]any:
		if properties, ok := node["properties"].(map[string]any); ok {
			if p, ok := properties["default_member_permissions"].(map[string]any); ok {
				p["type"] = []any{"string", "null"}
				p["pattern"] = `^[0-9]+$`
			}
		}
		for _, v := range node {
			correct(v)
		}
	}
}

// checkSchema compares a request's body with Discord's description of it.
func (s *Server) checkSchema(e endpoint, body []byte) error {
	d, err := apiDescription()
	if errors.Is(err, errNoDescription) {
		s.unchecked.Do(func() { s.t.Logf("request bodies are not compared with Discord's schema: %v", err) })
		return nil
	}
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("reading the body: %w", err)
	}
	schema, err := d.schema(e)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func (d *description) schema(e endpoint) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	pointer := "/paths/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(e.path) + "/" + strings.ToLower(e.method) +
		"/requestBody/content/application~1json/schema"
	if s, ok := d.schemas[pointer]; ok {
		return s, nil
	}
	// A URL's fragment is a JSON pointer with percent signs.
	fragment := strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
	s, err := d.compiler.Compile(descriptionURL + "#" + fragment)
	if err != nil {
		return nil, fmt.Errorf("compiling the schema of %s %s: %w", e.method, e.path, err)
	}
	d.schemas[pointer] = s
	return s, nil
}
