# --- warning
@functools.cache
def f(user_id):
    return find()
# --- warning
@functools.cache
def f(url):
    return find()
# --- warning
@functools.cache
def f(email, day):
    return find()
# --- warning
@functools.cache
def f(request):
    return find()
# --- warning
@functools.cache
def f(text: str):
    return find()
# --- warning
@functools.lru_cache(maxsize=None)
def f(user_id):
    return find()
# --- warning
@functools.lru_cache(maxsize=None)
def f(url):
    return find()
# --- warning
@functools.lru_cache(maxsize=None)
def f(email, day):
    return find()
# --- warning
@functools.lru_cache(maxsize=None)
def f(request):
    return find()
# --- warning
@functools.lru_cache(maxsize=None)
def f(text: str):
    return find()
# --- warning
@functools.lru_cache(None)
def f(user_id):
    return find()
# --- warning
@functools.lru_cache(None)
def f(url):
    return find()
# --- warning
@functools.lru_cache(None)
def f(email, day):
    return find()
# --- warning
@functools.lru_cache(None)
def f(request):
    return find()
# --- warning
@functools.lru_cache(None)
def f(text: str):
    return find()
# --- warning
@functools.cache
def read(path: str):
    return open(path).read()
# --- warning
@functools.cache
def read(filename):
    return open(filename, 'rb').read()
# --- warning
class Paragraph:
    @functools.cache
    def size(self):
        return 1
# --- warning
class Paragraph:
    @functools.cache
    def size(self):
        return 1

def f():
    return Paragraph()
# --- warning
class Client:
    @functools.cache
    def size(self):
        return 1
# --- note
@functools.cache
def stream(filename):
    return open(filename, 'a')
# --- note
@functools.cache
def load(path: str) -> (ModelConfig):
    return open(path).read()
# --- note
@functools.cache
def warn_once(msg):
    return print(msg)
# --- note
@functools.cache
def _compile(tokens):
    return build(tokens)
# --- note
class Menu:
    @functools.cache
    def links(self, kind):
        return 1
# --- note
class Sheet:
    @functools.cache
    def links(self, kind):
        return 1

main = Sheet()
# --- note
class DockerClient:
    @functools.cache
    def is_there(self):
        return 1
# --- note
@functools.cache
def is_remote(url) -> bool:
    return url.startswith("http")
# --- note
class Shape:
    def __hash__(self):
        return hash(self.inputs)

class Line(Shape):
    @functools.cache
    def drawn(self, scale):
        return 1
# --- warning
class Shape:
    def __hash__(self):
        return hash(self.inputs)

class Line(Shape):
    @functools.cache
    def bounds(self, ddf):
        return 1
