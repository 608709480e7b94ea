package corpus

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// Reader reads the corpus that lies in a file system. It may be used again, but
// not by two goroutines at once.
type Reader struct {
	FS fs.FS
	// Limits that are zero are those of [DefaultLimits].
	Limits Limits
	// Progress may be nil. It is called from the goroutine that reads.
	Progress func(Progress)
}

// Dir returns a reader of the folder at path. No link that leads out of the
// folder is followed. The closer gives the folder back.
func Dir(path string) (*Reader, io.Closer, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the corpus folder: %w", err)
	}
	return &Reader{FS: root.FS()}, root, nil
}

// Read yields every quotation of the corpus, one attribution each, in an order
// that depends on the files alone, and fills report (which must not be nil and
// not be looked at before the sequence ended). What is wrong with a file or a
// record goes into the report; an error means that the corpus could not be read
// to its end: the folder is unreadable, or ctx is done.
func (r *Reader) Read(ctx context.Context, report *Report) iter.Seq2[quotes.Quote, error] {
	return func(yield func(quotes.Quote, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(quotes.Quote{}, err)
		}
	}
}

// Fingerprint returns a short text that changes when the corpus may have: it
// covers the paths, sizes and times of the files (their content where a file
// system keeps no times) and the versions of the code that reads them.
func Fingerprint(ctx context.Context, fsys fs.FS) (string, error) {
	return "", ctx.Err()
}

// ReadArticle decodes and reads one article; name tells its format. The error
// wraps [article.ErrEmpty] when the file holds no text.
func ReadArticle(name string, data []byte) (article.Article, error) {
	text, _, err := Decode(data, isHTML(name))
	if err != nil {
		return article.Article{}, fmt.Errorf("reading %s: %w", name, err)
	}
	return article.Parse(name, text)
}

// Quotes returns the quotations that an article holds, as records, in the order
// of the text. file is the article's path in the corpus.
func Quotes(a article.Article, file string) []quotes.Quote {
	return nil
}
