package discordtest

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// trimmedSchema says what the bodies of our requests have to be like, in the terms
// of Discord's description of its API: names, types and bounds. What Verbatim never
// sends, such as a poll, is false there, which nothing fits.
// TestTheSchemaIsDiscords makes the file, and compares it with the description.
//
//go:embed schema.json
var trimmedSchema []byte

// loadSchema reads the schema once for all servers of a test binary.
var loadSchema = sync.OnceValues(func() (*bodySchemas, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(trimmedSchema))
	if err != nil {
		return nil, fmt.Errorf("reading schema.json: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(schemaURL, doc); err != nil {
		return nil, fmt.Errorf("reading schema.json: %w", err)
	}
	return &bodySchemas{compiler: c, compiled: make(map[string]*jsonschema.Schema)}, nil
})

// schemaURL names the schema for references inside it; nothing is fetched from there.
const schemaURL = "https://discord.com/openapi.json"

type bodySchemas struct {
	mu       sync.Mutex // guards what follows; the compiler is not safe for concurrent use
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// checkSchema compares a request's body with its schema.
func checkSchema(e endpoint, body []byte) error {
	schemas, err := loadSchema()
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("reading the body: %w", err)
	}
	schema, err := schemas.of(e)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func (b *bodySchemas) of(e endpoint) (*jsonschema.Schema, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	pointer := "/paths/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(e.path) + "/" + strings.ToLower(e.method) +
		"/requestBody/content/application~1json/schema"
	if s, ok := b.compiled[pointer]; ok {
		return s, nil
	}
	// A URL's fragment is a JSON pointer with percent signs.
	fragment := strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
	s, err := b.compiler.Compile(schemaURL + "#" + fragment)
	if err != nil {
		return nil, fmt.Errorf("compiling the schema of %s %s: %w", e.method, e.path, err)
	}
	b.compiled[pointer] = s
	return s, nil
}
