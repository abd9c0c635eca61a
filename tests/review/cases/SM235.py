# --- bad: appended in a loop
def scaled(values, factors):
    out = []
    for factor in factors:
        out.append(value * factor for value in values)  # <-
    return out
# --- bad: under a key
def by_name(rows, names):
    out = {}
    for name in names:
        out[name] = (row for row in rows if row.name == name)  # <-
    return out
# --- bad: filters on filters
def primes(numbers):
    while True:
        prime = next(numbers)
        yield prime
        numbers = filter(lambda number: number % prime, numbers)  # <-
# --- bad: a map over a lambda
def scaled(values, factors):
    out = []
    for factor in factors:
        out.append(map(lambda value: value * factor, values))  # <-
    return out
# --- bad: generators on generators
def without(values, unwanted):
    found = iter(values)
    for bad in unwanted:
        found = (value for value in found if value != bad)  # <-
    return found
# --- bad: a variable that the loop works out
def scaled(values, factors):
    out = []
    for factor in factors:
        power = factor**2
        out.append(value * power for value in values)  # <-
    return out
# --- bad: put into a queue
def fill(queue, values, factors):
    for factor in factors:
        queue.put(value * factor for value in values)  # <-
# --- bad: one of two targets
def scaled(values, pairs):
    out = []
    for name, factor in pairs:
        out.append(value * factor for value in values)  # <-
    return out
# --- bad: a second source
def grids(rows, tables):
    out = []
    for columns in tables:
        out.append((row, column) for row in rows for column in columns)  # <-
    return out
# --- bad: a filter under a key
def by_name(rows, names):
    out = {}
    for name in names:
        out[name] = filter(lambda row: row.name == name, rows)  # <-
    return out
# --- bad: in a while loop
def scaled(values, queue):
    out = []
    while queue:
        factor = queue.pop()
        out.append(value * factor for value in values)  # <-
    return out
# --- good: consumed in the round
def scaled(values, factors):
    out = []
    for factor in factors:
        out.append(sum(value * factor for value in values))
    return out
# --- good: a list
def scaled(values, factors):
    out = []
    for factor in factors:
        out.append([value * factor for value in values])
    return out
# --- good: only the first source moves
def chunks(tables):
    out = []
    for rows in tables:
        out.append(row for row in rows)
    return out
# --- good: made in a function
def scaled(values, factors):
    return [times(values, factor) for factor in factors]


def times(values, factor):
    return (value * factor for value in values)
# --- good: nothing of the loop is read
def scaled(values, factors, base):
    out = []
    for factor in factors:
        out.append(value * base for value in values)
    return out
# --- good: bound by default
def scaled(values, factors):
    out = []
    for factor in factors:
        out.append(map(lambda value, factor=factor: value * factor, values))
    return out
# --- good: the loop is left
def first(values, factors):
    out = []
    for factor in factors:
        out.append(value * factor for value in values)
        break
    return out
# --- good: outside a loop
def scaled(values, factor):
    out = []
    out.append(value * factor for value in values)
    return out
# --- good: yielded and consumed at once
def scaled(values, factors):
    for factor in factors:
        yield sum(value * factor for value in values)
# --- good: a name for this round
def scaled(values, factors):
    for factor in factors:
        found = (value * factor for value in values)
        print(list(found))
# --- good: extended at once
def scaled(values, factors):
    out = []
    for factor in factors:
        out.extend(value * factor for value in values)
    return out
# --- good: its own variable of that name
def lists(values, names):
    out = []
    for name in names:
        out.append(name.text for name in values)
    return out
# --- good: a name that the loop binds anew
def kept(folder, skipped):
    for here, _, files in walk(folder):
        files = filter(lambda name: join(here, name) not in skipped, files)
        use(files)
# --- good: a name that each round begins with
def changed(revisions, files):
    for revision in revisions:
        found = revision.items()
        if revision.chosen:
            found = (one for one in found if revision.takes(one))
        files.update(found)
# --- bad: from the round before, in spite of a step above
def sieved(numbers, primes):
    for prime in primes:
        numbers = iter(numbers)
        numbers = (number for number in numbers if number % prime)  # <-
    return numbers
# --- good: bound in each round before, in a branch
def packed(options, known):
    out = b""
    for option in options:
        if len(option) > 1:
            name = option[0]
            values = option[1:]
            if name in known:
                field = known[name]
                values = (field.pack(value) for value in values)
            out += b"".join(values)
    return out
# --- bad: bound once, and made from itself in each round
def chained(options, values):
    for option in options:
        values = (option.pack(value) for value in values)  # <-
    return list(values)
# --- good: a source that each branch above in the round has bound
def every(groups):
    for name, group in groups:
        if group.many:
            items = group.items()
        elif group.data:
            items = group.data.items()
        else:
            items = [(None, group)]
        items = ((name, index, one) for index, one in items)
        yield from items
# --- bad: a lambda in a list of pairs
def entries(actions, screen):
    found = []
    for key, (title, action) in actions.items():
        found.append((key, lambda: action(screen)))  # <-
    return found
# --- bad: an inner function by its name
def checks(fields, compiled):
    found = {}
    for field in fields:
        regex = compiled(field)

        def check(value):  # <-
            return regex.fullmatch(value)

        found[field] = check
    return found
# --- bad: given to a scheduler
def plan(scheduler, valves):
    for offset, valve in enumerate(valves):
        scheduler.enter(offset, 1, lambda: valve.open())  # <-
# --- bad: in a list comprehension
def powers(exponents):
    return [lambda base: base**exponent for exponent in exponents]  # <-
# --- bad: in a dict comprehension
def readers(columns):
    return {column.name: lambda row: row[column.position] for column in columns}  # <-
# --- bad: the command of a button
def keypad(frame, press, Button):
    for digit in range(10):
        Button(frame, text=str(digit), command=lambda: press(digit)).pack()  # <-
# --- bad: the target of a thread
from threading import Thread


def start(hosts, ping):
    threads = []
    for host in hosts:
        threads.append(Thread(target=lambda: ping(host)))  # <-
    for thread in threads:
        thread.start()
# --- bad: submitted to a pool
def fetch_all(pool, urls, fetch):
    waiting = []
    for url in urls:
        waiting.append(pool.submit(lambda: fetch(url)))  # <-
    return waiting
# --- bad: connected to a signal
class Window:
    def fill(self, files):
        for path in files:
            self.item(path).clicked.connect(lambda: self.open(path))  # <-
# --- bad: kept in an attribute
class Rules:
    def __init__(self, limits):
        self.rules = []
        for name, limit in limits:
            self.rules.append(lambda value: value <= limit)  # <-
# --- bad: an object is made with it
def steps(tables, copy, Step):
    plan = []
    for table in tables:
        plan.append(Step("copy", lambda: copy(table)))  # <-
    return plan
# --- bad: called when the loop asks again
async def schedule(loop, jobs):
    for job in jobs:
        loop.call_later(job.delay, lambda: job.run())  # <-
# --- bad: a callback of a future
def watch(futures, log):
    for name, future in futures.items():
        future.add_done_callback(lambda done: log(name, done))  # <-
# --- bad: a while loop
def undo(stack, steps):
    while stack:
        last = stack.pop()
        steps.append(lambda: last.revert())  # <-
# --- good: bound by a default
def entries(actions):
    found = []
    for key, action in actions.items():
        found.append((key, lambda action=action: action()))
    return found
# --- good: the key of a sort
def ranked(guests, places):
    found = {}
    for guest in guests:
        found[guest.name] = sorted(places, key=lambda place: guest.likes(place))
    return found
# --- good: the container is of the round
def evaluate(rows, cells):
    for row in rows:
        tests = []
        for cell in cells:
            tests.append(lambda value, cell=cell: value in row)
        if all(test(1) for test in tests):
            return row
    return None
# --- good: waited for at once
def fetch_all(pool, urls, fetch):
    for url in urls:
        print(pool.submit(lambda: fetch(url)).result())
# --- good: called in the round
def run(jobs):
    for job in jobs:
        def attempt():
            return job.run()

        for _ in range(3):
            if attempt():
                break
# --- good: a decorator takes it
def routes(app, names):
    for name in names:
        @app.route(name)
        def view():
            return "hello"
# --- good: reads nothing that moves
def entries(keys, default):
    return [lambda: default for key in keys]
# --- good: made by a function
def entries(actions, bind):
    return [bind(action) for action in actions]
# --- good: the last round
def first(places, found, wanted):
    for place in places:
        if place.fits(wanted):
            found.append(lambda: place.open())
            break
# --- bad: a test that is made for each case
def tests(cases, TestCase):
    for name, (given, want) in cases.items():
        def test(self):  # <-
            self.assertEqual(given, want)
        setattr(TestCase, f"test_{name}", test)
# --- bad: what a command runs
def commands(parsers, plugins):
    for plugin in plugins:
        parsers.add_parser(plugin.name).set_defaults(func=lambda args: plugin.run(args))  # <-
