package corpus

import (
	"context"
	"fmt"
	"path"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// A file mapping.yaml says what the columns or fields of the files beside it mean
// whose names are not understood: “Wisdom: text”, “Sage: speaker”, “Mood: ignore”.
// What is meant for one file stands below its name.
type mapping struct {
	all    map[string]string
	byFile map[string]map[string]string
}

func isMappingFile(base string) bool {
	base = strings.ToLower(base)
	return base == "mapping.yaml" || base == "mapping.yml"
}

// of returns what the fields of a file mean.
func (m *mapping) of(base string) map[string]string {
	if m == nil {
		return nil
	}
	if own := m.byFile[base]; own != nil {
		return own
	}
	return m.all
}

// mappingFile reads a mapping.yaml, which is before the files beside it.
func (p *parser) mappingFile(ctx context.Context, e entry, report *Report) error {
	m := &mapping{byFile: map[string]map[string]string{}}
	err := p.before(ctx, e, report, func(in *format.Input, out *sink) error {
		return out.parse(func(in *format.Input, s *format.Sink) error {
			take := func(v record.Value) error {
				if v.Kind != record.Object {
					return out.problem(v.Line, "this has to be lines like “COLUMN: speaker”")
				}
				var err error
				m.all, err = m.add(v, out, m.byFile)
				return err
			}
			return format.EachYAML(in, s, "lines like “COLUMN: speaker”", take, out.problem)
		}, in)
	})
	if p.mappings == nil {
		p.mappings = map[string]*mapping{}
	}
	p.mappings[path.Dir(e.name)] = m
	return err
}

// add takes the lines of one level; files takes those that are names of files.
func (m *mapping) add(v record.Value, out *sink, files map[string]map[string]string) (map[string]string, error) {
	all := map[string]string{}
	for _, f := range v.Fields {
		if f.Value.Kind == record.Object && files != nil {
			own, err := m.add(f.Value, out, nil)
			if err != nil {
				return nil, err
			}
			files[f.Name] = own
			continue
		}
		to := record.FoldName(strings.TrimSpace(f.Value.Text))
		switch {
		case to == "ignore" || to == "unused" || to == "-":
			to = ""
		case f.Value.Kind != record.Scalar || !record.IsKnown(to):
			err := out.problem(f.Value.Line, fmt.Sprintf("“%s” is none of the fields that a column can mean: text, speaker, role, title, source_author, publisher, date, said, place, url, lang, tags, context, attribution or ignore", record.Brief(f.Value.Text)))
			if err != nil {
				return nil, err
			}
			continue
		}
		all[record.FoldName(f.Name)] = to
	}
	return all, nil
}
