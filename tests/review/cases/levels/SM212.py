# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if user_id not in _pages:
        _pages[user_id] = make(key)
    return _pages[user_id]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if email not in _pages:
        _pages[email] = make(key)
    return _pages[email]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if url not in _pages:
        _pages[url] = make(key)
    return _pages[url]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if request.path(session) not in _pages:
        _pages[request.path(session)] = make(key)
    return _pages[request.path(session)]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if customer_id not in _pages:
        _pages[customer_id] = make(key)
    return _pages[customer_id]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if ticket not in _pages:
        _pages[ticket] = make(key)
    return _pages[ticket]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if sku not in _pages:
        _pages[sku] = make(key)
    return _pages[sku]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if (user,day) not in _pages:
        _pages[(user,day)] = make(key)
    return _pages[(user,day)]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if query.lower() not in _pages:
        _pages[query.lower()] = make(key)
    return _pages[query.lower()]
# --- warning
_pages = {}

def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
    if f'{user}/{day}' not in _pages:
        _pages[f'{user}/{day}'] = make(key)
    return _pages[f'{user}/{day}']
# --- warning
def f(request, session, customer_id, user_id, email, url, ticket, sku, user, day, query, known={}):
    if email not in known:
        known[email] = find(email)
    return known[email]
# --- warning
class Shop:
    _known = {}

    def f(self, request, session, customer_id, user_id, email, url, ticket, sku, user, day, query):
        if url not in self._known:
            self._known[url] = find(url)
        return self._known[url]
# --- warning
def memoize(make):
    kept = {}

    def inner(url):
        if url not in kept:
            kept[url] = make(url)
        return kept[url]
    return inner
# --- warning
def memoize(make):
    kept = {}

    def inner(url):
        if url not in kept:
            kept[url] = make(url)
        return kept[url]
    return inner

@memoize
def page(url):
    return fetch(url)
# --- warning
def memoize(make):
    kept = {}

    def inner(url):
        if url not in kept:
            kept[url] = make(url)
        return kept[url]
    return inner

page = memoize(fetch)
# --- warning
_rooms = {}

def f(user_id):
    if user_id not in _rooms:
        _rooms[user_id] = Room()
# --- warning
_seen = {}

def f(raw):
    message = json.loads(raw)
    if message['id'] not in _seen:
        _seen[message['id']] = message
# --- warning
_texts = {}

def f(path: str):
    if path not in _texts:
        _texts[path] = open(path).read()
    return _texts[path]
# --- warning
_rows = {}

def f(filename):
    if filename not in _rows:
        _rows[filename] = list(csv.reader(open(filename)))
    return _rows[filename]
# --- warning
_hits = {}

def f(ip, when):
    _hits.setdefault(ip, []).append(when)
# --- note
def memoized(make):
    kept = {}

    def inner(text):
        if text not in kept:
            kept[text] = make(text)
        return kept[text]
    return inner

def run(paragraphs):
    length = memoized(count)
    return [length(p) for p in paragraphs]
# --- note
_fonts = {}

def load():
    for row in csv.reader(open(FONTS)):
        if row not in _fonts:
            _fonts[row] = Font(row)
# --- note
_compiled_kernels = {}

def f(ilp_rows, row):
    if row not in _compiled_kernels:
        _compiled_kernels[row] = build(row)
    return _compiled_kernels[row]
# --- note
_warn_once_seen = {}

def f(msg):
    if msg not in _warn_once_seen:
        _warn_once_seen[msg] = 1
    return _warn_once_seen[msg]
# --- note
_sizes = {}

def f(threads_per_row):
    if threads_per_row not in _sizes:
        _sizes[threads_per_row] = build(threads_per_row)
    return _sizes[threads_per_row]
# --- note
_rules = {}

def f(method_order):
    if method_order not in _rules:
        _rules[method_order] = build(method_order)
    return _rules[method_order]
# --- note
_sessions = {}

def f(url):
    if url not in _sessions:
        _sessions[url] = sessionmaker(get_engine(url))
    return _sessions[url]
# --- note
_hosts = {}

def f(hostname):
    if hostname not in _hosts:
        _hosts[hostname] = check(hostname)
    return _hosts[hostname]
# --- note
_tables = {}

def f(path: str):
    if path not in _tables:
        _tables[path] = yaml.safe_load(open(path))
    return _tables[path]
