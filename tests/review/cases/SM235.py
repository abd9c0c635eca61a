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
