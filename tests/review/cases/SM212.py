# --- bad: not in
_users = {}


def user(key):
    if key not in _users:
        _users[key] = load(key)  # <-
    return _users[key]
# --- bad: in
_users = {}


def user(key):
    if key in _users:
        return _users[key]
    found = load(key)
    _users[key] = found  # <-
    return found
# --- bad: try and except
_users = {}


def user(key):
    try:
        return _users[key]
    except KeyError:
        _users[key] = load(key)  # <-
        return _users[key]
# --- bad: get
_users = dict()


def user(key):
    found = _users.get(key)
    if found is None:
        found = load(key)
        _users[key] = found  # <-
    return found
# --- bad: of a class
class Users:
    _known = {}

    @classmethod
    def user(cls, key):
        if key not in cls._known:
            cls._known[key] = load(key)  # <-
        return cls._known[key]
# --- bad: of an instance
class Users:
    def __init__(self):
        self._known = {}

    def user(self, key):
        if key not in self._known:
            self._known[key] = self.load(key)  # <-
        return self._known[key]
# --- bad: a default argument
def user(key, known={}):
    if key not in known:
        known[key] = load(key)  # <-
    return known[key]
# --- bad: a key of two parts
_routes = {}


def route(start, end):
    key = (start, end)
    if key in _routes:
        return _routes[key]
    _routes[key] = search(start, end)  # <-
    return _routes[key]
# --- bad: a key that is worked out
_pages = {}


def page(url):
    if url.lower() in _pages:
        return _pages[url.lower()]
    _pages[url.lower()] = fetch(url)  # <-
    return _pages[url.lower()]
# --- bad: with a time, and never taken out
import time

_pages = {}


def page(url):
    found = _pages.get(url)
    if found and time.time() - found[0] < 60:
        return found[1]
    text = fetch(url)
    _pages[url] = (time.time(), text)  # <-
    return text
# --- bad: annotated
_users: dict[str, object] = {}


def user(key):
    if key not in _users:
        _users[key] = load(key)  # <-
    return _users[key]
# --- good: taken out by number
_users = {}


def user(key):
    if key not in _users:
        if len(_users) > 1000:
            drop_oldest(_users)
        _users[key] = load(key)
    return _users[key]
# --- good: cleared elsewhere
_users = {}


def user(key):
    if key not in _users:
        _users[key] = load(key)
    return _users[key]


def forget():
    _users.clear()
# --- good: deleted elsewhere
_users = {}


def user(key):
    if key not in _users:
        _users[key] = load(key)
    return _users[key]


def logout(key):
    del _users[key]
# --- good: popped in a method
class Users:
    def __init__(self):
        self._known = {}

    def user(self, key):
        if key not in self._known:
            self._known[key] = self.load(key)
        return self._known[key]

    def drop(self, key):
        self._known.pop(key, None)
# --- good: a local dict
def users(keys):
    known = {}
    for key in keys:
        if key not in known:
            known[key] = load(key)
    return known
# --- good: weak values
import weakref

_users = weakref.WeakValueDictionary()


def user(key):
    if key not in _users:
        _users[key] = load(key)
    return _users[key]
# --- good: a bounded cache
from cachetools import LRUCache

_users = LRUCache(maxsize=100)


def user(key):
    if key not in _users:
        _users[key] = load(key)
    return _users[key]
# --- good: a store, not a memo
_users = {}


def add(key, value):
    _users[key] = value
# --- good: made anew
class Users:
    def __init__(self):
        self._known = {}

    def user(self, key):
        if key not in self._known:
            self._known[key] = self.load(key)
        return self._known[key]

    def start(self):
        self._known = {}
# --- good: classes as keys
_fields = {}


def fields(value):
    if type(value) not in _fields:
        _fields[type(value)] = list(value.__dict__)
    return _fields[type(value)]
# --- good: another key is looked up
_users = {}


def register(key, alias):
    if alias in _users:
        return _users[alias]
    _users[key] = load(key)
    return None
# --- good: a table that starts full
_names = {1: "one"}


def name(number):
    if number not in _names:
        _names[number] = str(number)
    return _names[number]
# --- good: state, not results
_places = {}


def ask(key):
    if key in _places:
        show(_places[key])
    answer = dialog(key)
    _places[key] = answer.place
    return answer.text
# --- bad: one for each user, for good
class Chat:
    def __init__(self):
        self.rooms = {}

    def hear(self, user_id, text):
        if user_id not in self.rooms:
            self.rooms[user_id] = []  # <-
        self.rooms[user_id].append(text)
# --- good: one for each kind of what the program defines
class Bus:
    def __init__(self):
        self.handlers = {}

    def on(self, event, handler):
        if event not in self.handlers:
            self.handlers[event] = []
        self.handlers[event].append(handler)
# --- good: emptied by a flush that says the type again
class Files:
    def __init__(self):
        self.flush()

    def flush(self):
        self.texts: dict[str, str] = {}

    def read(self, key):
        if key not in self.texts:
            self.texts[key] = load(key)
        return self.texts[key]
# --- good: what was there before is not handed out
class Map:
    def __init__(self):
        self.routes = {}
        self.order = []

    def connect(self, name, pattern):
        route = Route(name, pattern)
        if name in self.routes:
            self.order.remove(self.routes[name])
        self.routes[name] = route
        return route
# --- bad: found by a name with a type, or in a condition
class Names:
    def __init__(self):
        self.kept = {}
        self.other = {}

    def find(self, key):
        found: str | None = self.kept.get(key)
        if found is None:
            found = load(key)
            self.kept[key] = found  # <-
        return found

    def look(self, key):
        if (found := self.other.get(key)) is not None:
            return found
        self.other[key] = made = load(key)  # <-
        return made
# --- bad: one for each chat, by setdefault
class Bot:
    def __init__(self):
        self.history = {}

    def hear(self, user_id, text):
        self.history.setdefault(user_id, []).append(text)  # <-
# --- good: taken out when the user leaves
class Bot:
    def __init__(self):
        self.talks = {}

    def hear(self, user_id, text):
        self.talks.setdefault(user_id, []).append(text)

    def leave(self, user_id):
        del self.talks[user_id]
# --- good: a dict of the call, and one for each kind
class Bus:
    def __init__(self):
        self.listeners = {}

    def on(self, kind, urls):
        by_url = {}
        for url in urls:
            by_url.setdefault(url, []).append(kind)
        self.listeners.setdefault(kind, []).append(by_url)
# --- bad: one for each user, by a dict that fills itself
from collections import defaultdict


class Hub:
    def __init__(self):
        self.listeners = defaultdict(set)

    def listen(self, user_id, what):
        self.listeners[user_id].add(what)  # <-
# --- bad: a count for each address
from collections import Counter, defaultdict

hits = defaultdict(int)
seen = Counter()


def count(ip, user):
    hits[ip] += 1  # <-
    seen[user] += 1  # <-
# --- good: what a loop counts is a result, and a plain dict has the entry already
from collections import Counter

hits = Counter()


class Hub:
    def __init__(self):
        self.listeners = {}

    def listen(self, user_id, what):
        self.listeners[user_id].add(what)


def count(lines):
    for line in lines:
        hits[line.user] += 1
# --- good: a count that is taken out, and one of few
from collections import Counter

open_now = Counter()
by_status = Counter()


def close(user, status):
    open_now[user] -= 1
    by_status[status] += 1
    if not open_now[user]:
        del open_now[user]
# --- bad: an entry of a dict of dicts
from collections import defaultdict


class Router:
    _times = defaultdict(dict)

    def travel(self, origin, target):
        row = self._times[origin]
        if target not in row:
            row[target] = self.engine.seconds(origin, target)  # <-
        return row[target]
# --- bad: an entry that is made when it is missing
_PRICES = {}


def price(shop, product):
    known = _PRICES.setdefault(shop, {})
    if product not in known:
        known[product] = ask(shop, product)  # <-
    return known[product]
# --- good: an entry of what is made here
def prices(shops, product):
    found = {shop: {} for shop in shops}
    row = found[shops[0]]
    if product not in row:
        row[product] = ask(product)
    return row[product]
# --- good: the dict of dicts is emptied
_TIMES = {}


def travel(origin, target):
    row = _TIMES.setdefault(origin, {})
    if target not in row:
        row[target] = ask(origin, target)
    return row[target]


def forget():
    _TIMES.clear()
# --- bad: what was seen
_seen = set()


def is_new(url):
    if url in _seen:
        return False
    _seen.add(url)  # <-
    return True
# --- good: what was seen in one call
def fresh(urls):
    seen = set()
    for url in urls:
        if url not in seen:
            seen.add(url)
            yield url
# --- good: what was seen is forgotten
_seen = set()


def is_new(url):
    if url in _seen:
        return False
    _seen.add(url)
    return True


def forget():
    _seen.clear()
# --- bad: by the name of the class
class Translator:
    memo = {}

    def translate(self, sentence):
        try:
            return Translator.memo[sentence]
        except KeyError:
            Translator.memo[sentence] = found = self.model(sentence)  # <-
            return found
# --- good: keys that are written out
def scaled(values, ddof=1, _state={}):
    if "ddof" not in _state:
        _state["ddof"] = ddof
    else:
        ddof = _state["ddof"]
    return values, ddof
# --- good: what callers register
class Loader:
    constructors = {}

    @classmethod
    def add(cls, tag, constructor):
        before = cls.constructors.get(tag)
        cls.constructors[tag] = constructor
        return before
