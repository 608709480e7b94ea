#!/usr/bin/env python3
"""tantivy_or.py BINARY [QUOTES.jsonl.gz [QUERIES.jsonl]]: how fast Verbatim is, and how good, beside tantivy's plain OR.

    python3 -m venv /tmp/tantivy && /tmp/tantivy/bin/pip install tantivy
    go build -o /tmp/verbatim ./bot && /tmp/tantivy/bin/python search/bench/tantivy_or.py /tmp/verbatim

Both search all quotations; every STEPth query (environment, 4) is asked in turn, first of one engine, then of the other, ROUNDS times (3), one
process and one query at a time, with the files in memory. A search ends with the ten hits' words read. Verbatim tells itself how long it took. A first
hit is right if it is the quotation meant or a near duplicate of it: the rule of ../shared/quotes. tantivy: words and speaker, its default
tokenizer, any of the words, BM25."""
import collections, gzip, json, os, re, statistics, subprocess, sys, tempfile, time, unicodedata
import tantivy

here = os.path.dirname(os.path.realpath(__file__))
shared = os.path.join(here, '..', '..', '..', 'shared', 'quotes')
binary = sys.argv[1]
quotes = sys.argv[2] if len(sys.argv) > 2 else os.path.join(shared, 'quotes.jsonl.gz')
queries = sys.argv[3] if len(sys.argv) > 3 else os.path.join(shared, 'queries.jsonl')
step, rounds = int(os.environ.get('STEP', 4)), int(os.environ.get('ROUNDS', 3))


def folded(s):
    s = unicodedata.normalize('NFKD', s.lower())
    return re.sub(r'[^\w]+|_', ' ', ''.join(c for c in s if not unicodedata.combining(c))).split()


def right(hit, meant):
    a, b = folded(hit), folded(meant)
    x, y = set(a), set(b)
    return ' '.join(a) in ' '.join(b) or ' '.join(b) in ' '.join(a) or len(x & y) >= .8 * len(x | y)


def built(dir):
    schema = tantivy.SchemaBuilder().add_text_field('words', stored=True).add_text_field('speaker').build()
    index = tantivy.Index(schema, path=dir)
    writer = index.writer(256 << 20)
    with (gzip.open if quotes.endswith('.gz') else open)(quotes, 'rt') as f, open(os.path.join(corpus, 'quotes.jsonl'), 'w') as out:
        for line in f:
            q = json.loads(line)
            writer.add_document(tantivy.Document(words=q['text'], speaker=q.get('speaker') or ''))
            out.write(line)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def ask_tantivy(index, asked):
    searcher = index.searcher()
    for q in asked:
        start = time.perf_counter()
        parsed = index.parse_query(re.sub(r'[^\w]+', ' ', q['query']).lower(), ['words', 'speaker'])
        hits = [searcher.doc(at)['words'][0] for _, at in searcher.search(parsed, 10).hits]
        yield (time.perf_counter() - start) * 1000, hits


def ask_verbatim(asked):
    lines = '\n'.join(' '.join(q['query'].split()) for q in asked) + '\n'
    env = {k: v for k, v in os.environ.items() if not k.startswith(('DISCORD', 'CORPUS', 'DATA_DIR'))}
    r = subprocess.run([binary, 'ask', '--corpus', corpus, '--limit', '10', '--json', '-'], input=lines, capture_output=True, text=True, env=env)
    answers = [json.loads(line) for line in r.stdout.splitlines() if line.startswith('{')]
    if len(answers) != len(asked):
        sys.exit(f'{len(answers)} answers to {len(asked)} queries: {r.stderr[-300:]}')
    for a in answers:
        yield a['took_us'] / 1000, [h['text'] for h in a.get('hits') or []]


asked = [json.loads(line) for line in open(queries)][::step]
with tempfile.TemporaryDirectory() as dir:
    corpus = os.path.join(dir, 'corpus')
    os.mkdir(corpus)
    os.mkdir(os.path.join(dir, 'tantivy'))
    os.environ['XDG_CACHE_HOME'] = dir  # where ask keeps its index
    index = built(os.path.join(dir, 'tantivy'))
    took, first = collections.defaultdict(list), collections.defaultdict(list)
    for round in range(rounds + 1):  # the first warms
        for name, answers in (('tantivy', ask_tantivy(index, asked)), ('verbatim', ask_verbatim(asked))):
            for q, (ms, hits) in zip(asked, answers):
                if round:
                    for c in (q['class'], 'all'):
                        took[name, c].append(ms)
                if round == 1:
                    for c in (q['class'], 'all'):
                        first[name, c].append(bool(hits) and right(hits[0], q['words']))

print(f'{"":12} {"n":>5} | {"Verbatim":>10}{"p99":>7}{"S@1":>7} | {"tantivy":>10}{"p99":>7}{"S@1":>7} | median ratio')
for c in sorted({c for _, c in took}, key=lambda c: (c == 'all', c)):
    cells = []
    for name in ('verbatim', 'tantivy'):
        v = sorted(took[name, c])
        cells.append(f'{statistics.median(v):7.2f} ms{v[len(v) * 99 // 100]:7.1f}{statistics.mean(first[name, c]):7.3f}')
    ratio = statistics.median(took['verbatim', c]) / statistics.median(took['tantivy', c])
    print(f'{c:12} {len(first["verbatim", c]):5} | {" | ".join(cells)} | {ratio:.1f}')
