package main

import (
	"context"
	"path/filepath"
	"strconv"

	"github.com/blevesearch/bleve/v2"
)

// plainBleve is bleve as its documentation begins: the default mapping and a
// match query over all fields. It is built by the Builder, which bleve has for
// building offline, rather than document by document.
type plainBleve struct {
	job   job
	index bleve.Index
}

func (b *plainBleve) path() string { return filepath.Join(b.job.Dir, "index") }

func (b *plainBleve) build(ctx context.Context) (taken int, err error) {
	builder, err := bleve.NewBuilder(b.path(), bleve.NewIndexMapping(), map[string]any{"buildPathPrefix": b.job.Dir})
	if err != nil {
		return 0, err
	}
	err = eachOf(b.job.Corpus, func(q quotation) error {
		taken++
		return builder.Index(strconv.Itoa(taken), struct{ Text, Speaker, Source string }{q.Text, q.Speaker, q.Source})
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return 0, err
	}
	return taken, builder.Close()
}

func (b *plainBleve) open() (err error) {
	b.index, err = bleve.OpenUsing(b.path(), map[string]any{"read_only": true})
	return err
}

func (b *plainBleve) search(ctx context.Context, words string) ([]string, error) {
	request := bleve.NewSearchRequestOptions(bleve.NewMatchQuery(words), hitsAsked, 0, false)
	request.Fields = []string{"Text"}
	r, err := b.index.SearchInContext(ctx, request)
	if err != nil {
		return nil, err
	}
	out := make([]string, 0, len(r.Hits))
	for _, h := range r.Hits {
		text, _ := h.Fields["Text"].(string)
		out = append(out, text)
	}
	return out, nil
}

func (b *plainBleve) close() error { return b.index.Close() }
