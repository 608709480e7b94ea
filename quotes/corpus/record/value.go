package record

// Value is what a JSON or YAML text holds, or one cell of a table.
type Value struct {
	Line   int // of the file, from 1
	Kind   Shape
	Text   string  // of a scalar, as written: numbers keep their digits
	Items  []Value // of a list
	Fields []Field // of an object, in the order of the file
}

// Shape tells what a [Value] is.
type Shape uint8

// What a value can be.
const (
	Null Shape = iota
	Scalar
	List
	Object
)

// Field is one named value of a record.
type Field struct {
	Name  string
	Value Value
}

// Scalars appends the texts of a scalar or of a list of scalars. It returns
// false if there is anything else in v.
func (v Value) Scalars(to []string) ([]string, bool) {
	switch v.Kind {
	case Null:
		return to, true
	case Scalar:
		return append(to, v.Text), true
	case List:
		for _, item := range v.Items {
			if item.Kind == List {
				return to, false
			}
			var ok bool
			if to, ok = item.Scalars(to); !ok {
				return to, false
			}
		}
		return to, true
	}
	return to, false
}

// Child returns the first field of an object that has one of the names.
func (v Value) Child(names ...string) Value {
	for _, n := range names {
		for _, f := range v.Fields {
			if FoldName(f.Name) == n {
				return f.Value
			}
		}
	}
	return Value{}
}
