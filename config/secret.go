package config

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted stands wherever a secret would be printed.
const redacted = "[secret]"

// Secret is a value that no log, error or dump shows. Every way of printing it
// gives "[secret]", or nothing when it is empty. The zero Secret is empty.
//
// The value lies behind a pointer, because fmt and reflection cannot call the
// methods of a struct's unexported fields and would print a plain string there.
type Secret struct {
	value *string
}

// NewSecret returns s as a secret.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{value: &s}
}

// Reveal returns the value itself, for the one call that needs it.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsSet reports whether there is a value.
func (s Secret) IsSet() bool { return s.value != nil }

// String returns "[secret]", or "" when the secret is empty.
func (s Secret) String() string {
	if s.value == nil {
		return ""
	}
	return redacted
}

// Format prints the same under every verb and flag: %x or %#v must not be a
// way around String.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// LogValue is what slog records.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText serves encoding/json, encoding/xml and every other encoder that
// asks for text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
