#!/usr/bin/env bash
# Makes the whole report, in about 45 minutes on an idle machine of two processors:
#
#	bash search/bench/report.sh > search/bench/REPORT.md
#
# What bench measures comes first; then what is measured by programs that do not
# belong into it: tantivy, the program as it was before an index had parts, and the
# worst queries, which are looked for anew among 10,000.
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
before=e94ac91 # the last commit whose index was built by one goroutine
trap 'git worktree remove --force "$dir/before" 2>/dev/null || true; rm -rf "$dir"' EXIT

go run -C search/bench . -readme ../../README.md

go build -o "$dir/verbatim" ./bot
python3 -m venv "$dir/tantivy" >&2
"$dir/tantivy/bin/pip" -q install tantivy >&2
cat <<END
## Beside tantivy's OR

548,902 quotations in both, every fourth query three times, in turn, in one run: milliseconds in the median and at the 99th percentile, and how often the first hit is the quotation that was meant. tantivy $("$dir/tantivy/bin/python" -c 'import importlib.metadata as m; print(m.version("tantivy"))'), words and speaker, any of the words, BM25. \`python3 search/bench/tantivy_or.py verbatim\`

\`\`\`
$("$dir/tantivy/bin/python" search/bench/tantivy_or.py "$dir/verbatim")
\`\`\`

END

git worktree add -q --detach "$dir/before" "$before" >&2
go build -C "$dir/before" -o "$dir/verbatim-before" ./bot
mkdir "$dir/corpus"
gzip -dc ../shared/quotes/quotes.jsonl.gz 2>/dev/null | head -n 100000 >"$dir/corpus/quotes.jsonl" || true
# built PROGRAM: the seconds by the clock that building takes.
built() {
	rm -rf "$dir/data"
	local start=$EPOCHREALTIME
	CORPUS_DIR=$dir/corpus DATA_DIR=$dir/data "$1" index >/dev/null 2>&1
	echo "$EPOCHREALTIME $start" | LC_ALL=C awk '{ printf "%.2f", $1 - $2 }'
}
cat <<END
## 100,000 quotations built, before and now

\`verbatim index\` of the first 100,000 quotations, in turn, seconds by the clock: the program of commit $before, and of this one.

| before | now | ratio |
|---:|---:|---:|
END
for _ in 1 2 3 4 5; do
	a=$(built "$dir/verbatim-before") b=$(built "$dir/verbatim")
	echo "$a $b" | LC_ALL=C awk '{ printf "| %.2f | %.2f | %.2f |\n", $1, $2, $2 / $1 }'
done

cat <<END

## The hundred worst queries

The worst of 10,000 that a grammar of bad queries makes, at 548,902 quotations, each in a process that asked the others before it: the time of all processors together, the memory allocated, and how long the search went on without asking whether its context had ended, of which it may take 60 ms, 16 MB and 10 ms. \`go test ./search -run TestTheWorst -v -relevance 548902 -worst 10000 -update\`

\`\`\`
$(go test ./search -run TestTheWorst -v -relevance 548902 -relevance.data "$dir/all" -worst 10000 -update -timeout 60m 2>&1 | sed -n 's/^ *worst_test.go:[0-9]*: //p')
\`\`\`
END
