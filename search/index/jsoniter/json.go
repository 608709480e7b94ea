// Package jsoniter stands in for github.com/json-iterator/go, as go.mod says. Only
// bleve's shapes on a map use it, of which Verbatim has none. The original finds
// methods by name, for which the linker keeps every exported method of the program:
// 5 MB of 40.
package jsoniter

import "encoding/json"

// API is what the shapes use of the original.
type API struct{}

// Marshal writes v as JSON.
func (API) Marshal(v any) ([]byte, error) { return json.Marshal(v) }

// Unmarshal reads JSON into v.
func (API) Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

// ConfigCompatibleWithStandardLibrary is the one configuration that they use.
var ConfigCompatibleWithStandardLibrary API
