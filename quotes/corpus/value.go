package corpus

// value is what a JSON or YAML text holds, or one cell of a table.
type value struct {
	line   int // of the file, from 1
	kind   valueKind
	text   string  // of a scalar, as written: numbers keep their digits
	items  []value // of a list
	fields []field // of an object, in the order of the file
}

type valueKind uint8

const (
	null valueKind = iota
	scalar
	list
	object
)

// field is one named value of a record.
type field struct {
	name  string
	value value
}

// scalars appends the texts of a scalar or of a list of scalars. It returns
// false if there is anything else in v.
func (v value) scalars(to []string) ([]string, bool) {
	switch v.kind {
	case null:
		return to, true
	case scalar:
		return append(to, v.text), true
	case list:
		for _, item := range v.items {
			if item.kind == list {
				return to, false
			}
			var ok bool
			if to, ok = item.scalars(to); !ok {
				return to, false
			}
		}
		return to, true
	}
	return to, false
}

// child returns the first field of an object that has one of the names.
func (v value) child(names ...string) value {
	for _, n := range names {
		for _, f := range v.fields {
			if foldName(f.name) == n {
				return f.value
			}
		}
	}
	return value{}
}
