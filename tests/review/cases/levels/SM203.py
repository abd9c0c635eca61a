# --- warning
def f(log_path):
    n = 0
    for line in open(log_path).readlines():
        n += 'ERROR' in line
    return n
# --- warning
def f(orders_csv):
    return sum(float(row[2]) for row in list(csv.reader(open(orders_csv))))
# --- warning
def f(orders_csv):
    with open(orders_csv) as h:
        rows = list(csv.DictReader(h))
    return max(float(r['price']) for r in rows)
# --- warning
def f(events_file, out):
    for line in events_file.readlines():
        out.write(line.upper())
# --- warning
def f(cursor, out):
    cursor.execute('SELECT * FROM orders')
    for row in cursor.fetchall():
        out.write(row)
# --- warning
def f(db):
    rows = db.execute('SELECT * FROM orders').fetchall()
    return [Order(*row) for row in rows]
# --- warning
def f(db):
    out = []
    for row in db.execute('SELECT id, price FROM sales').fetchall():
        out.append(Sale(*row))
    return out
# --- warning
def f(db):
    yield from db.execute('SELECT * FROM visits').fetchall()
# --- warning
def f():
    for line in sys.stdin.readlines():
        print(line.strip())
# --- warning
def f():
    return sum(len(line) for line in open(sys.argv[1]).readlines())
# --- warning
def f(log_path):
    with open(log_path) as reader:
        lines = reader.readlines()
    for line in lines:
        if 'WARN' in line:
            print(line)
# --- warning
def f(path):
    frame = pd.read_csv(path)
    total = 0
    for _, row in frame.iterrows():
        total += row['price']
    return total
# --- warning
def f(path):
    return [row.price for row in pd.read_csv(path).itertuples()]
# --- warning
def f(records_path):
    for line in Path(records_path).read_text().splitlines():
        send(json.loads(line))
# --- warning
def f(transactions):
    with open(transactions) as h:
        for line in h.readlines():
            if not line:
                continue
            send(line)
# --- warning
def f(log):
    seen = {}
    for line in open(log).readlines():
        seen[line[:10]] = line.split()[0]
    return seen
# --- warning
def f(dump_file):
    ids = []
    for line in open(dump_file).readlines():
        ids.append(line.split()[0])
    return ids
# --- warning
def f(db, out):
    rows = db.execute('SELECT * FROM samples').fetchall()
    csv.writer(out).writerows(rows)
# --- warning
def load_orders(path):
    with open(path) as h:
        for line in h.readlines():
            yield line.split(',')
# --- warning
def f(path):
    return max(int(r[1]) for r in list(csv.reader(open(path))))
# --- note
def f(vocab_file):
    known = {}
    with open(vocab_file) as reader:
        words = reader.readlines()
    for n, word in enumerate(words):
        known[word] = n
    return known
# --- note
def f(path):
    out = []
    for _, row in pd.read_csv(path).iterrows():
        out.append(Sample(*row))
    return out
# --- note
def f(path):
    return [Sample(*row) for row in list(csv.reader(open(path)))]
# --- note
def f(records):
    with open(records) as h:
        rows = list(csv.DictReader(h))
    with open(records, 'w') as h:
        csv.writer(h).writerows(rows)
# --- note
def f(cursors):
    for cursor, n in cursors:
        yield from cursor.fetchall()
# --- note
def f(patterns_file_entries):
    for line in open(patterns_file_entries).readlines():
        use(line)
# --- note
def f(folder):
    for line in open(f'{folder}/dump/speakers').readlines():
        use(line)
# --- note
def rows_from_manifest(path):
    for line in open(path).readlines():
        use(line)
# --- note
def segments_per_file(path):
    for row in pd.read_csv(path).itertuples():
        use(row)
# --- note
def f(session, table, records):
    stmt = insert(table).on_conflict_do_update(set_=names).returning(table)
    return [row._mapping for row in session.execute(stmt, records).fetchall()]
# --- note
sql = "SELECT DISTINCT kind FROM hash"
cursor.execute(sql)
for row in cursor.fetchall():
    print(row)
# --- note
def f(corpus_file):
    out = []
    for line in open(corpus_file).readlines():
        columns = line.split()
        out.append(columns[:4])
    return out
