# --- converted at T1: keys are kept from the source
# dict_pairs: boxed
def boxed(prices):
    out = {}
    for name, price in prices.items():
        out[name] = (price, "eur")
    return out


def main():
    prices = {"a": 1, "b": 2}
    count = 0
    for name, price in boxed(prices).items():
        count += 1
    print(count, prices)
# --- after
def boxed(prices):
    return dict(_iter_boxed(prices.items()))


def _iter_boxed(prices):
    for name, price in prices:
        yield name, (price, "eur")


def main():
    prices = {"a": 1, "b": 2}
    count = 0
    for name, price in _iter_boxed(prices.items()):
        count += 1
    print(count, prices)
# --- converted at T1: three dicts in a row, and only values at the end
# dict_pairs: first, second
def first(count):
    out = {}
    for number in range(count):
        out[number] = (number,)
    return out


def second(table):
    out = {}
    for key, value in table.items():
        out[key] = (key, value)
    return out


def main():
    last = None
    for value in second(first(5)).values():
        last = value
    print(last)
# --- after
def first(count):
    return dict(_iter_first(count))


def _iter_first(count):
    for number in range(count):
        yield number, (number,)


def second(table):
    return dict(_iter_second(table.items()))


def _iter_second(table):
    for key, value in table:
        yield key, (key, value)


def main():
    last = None
    for _key, value in _iter_second(_iter_first(5)):
        last = value
    print(last)
# --- converted at T1: a dict chain from end to end
# dict_pairs: net, gross, main
def net(table):
    out = {}
    for key, record in table.items():
        out[key] = record["amount"] * 2
    return out


def gross(table):
    return {key: value * 1.5 for key, value in table.items()}


def main():
    table = {number: {"amount": number} for number in range(4)}
    total = 0
    for value in gross(net(table)).values():
        total += value
    print(total)
# --- after
def net(table):
    return dict(_iter_net(table.items()))


def _iter_net(table):
    for key, record in table:
        yield key, record["amount"] * 2


def gross(table):
    return dict(_iter_gross(table.items()))


def _iter_gross(table):
    return ((key, value * 1.5) for key, value in table)


def main():
    table = ((number, {"amount": number}) for number in range(4))
    total = 0
    for _key, value in _iter_gross(_iter_net(table)):
        total += value
    print(total)
# --- converted at T1: a dict chain that may fail
# dict_pairs: net, inverse
def net(table):
    out = {}
    for key, record in table.items():
        out[key] = float(record["amount"])
    return out


def inverse(table):
    return {key: 1 / value for key, value in table.items()}


def main():
    table = {"a": {"amount": "1"}, "b": {"amount": "4"}}
    total = 0
    for value in inverse(net(table)).values():
        total += value
    print(total)
# --- converted at T1: a dict chain with its types
# dict_pairs: net, gross
def net(table: dict[str, int]) -> dict[str, int]:
    return {key: value * 2 for key, value in table.items()}


def gross(table: dict[str, int]) -> dict[str, float]:
    out: dict[str, float] = {}
    for key, value in table.items():
        out[key] = value * 1.5
    return out


def main() -> None:
    table = {"a": 1, "b": 2}
    total = 0.0
    for value in gross(net(table)).values():
        total += value
    print(total, table)
# --- after
from collections.abc import Iterable, Iterator


def net(table: dict[str, int]) -> dict[str, int]:
    return dict(_iter_net(table.items()))


def _iter_net(table: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((key, value * 2) for key, value in table)


def gross(table: dict[str, int]) -> dict[str, float]:
    return dict(_iter_gross(table.items()))


def _iter_gross(table: Iterable[tuple[str, int]]) -> Iterator[tuple[str, float]]:
    for key, value in table:
        yield key, value * 1.5


def main() -> None:
    table = {"a": 1, "b": 2}
    total = 0.0
    for _key, value in _iter_gross(_iter_net(table.items())):
        total += value
    print(total, table)
# --- converted at T1: only the keys are gone through
# dict_pairs: table
def table(limit):
    out = {}
    for number in range(limit):
        out[number] = [number]
    return out


def main():
    last = None
    for number in table(4):
        last = number
    print(last)
# --- after
def table(limit):
    return dict(_iter_table(limit))


def _iter_table(limit):
    for number in range(limit):
        yield number, [number]


def main():
    last = None
    for number, _value in _iter_table(4):
        last = number
    print(last)
# --- converted at T1: each step changes a copy of its own of what it was given, under the name of that
# dict_pairs: parcels, weighed, addressed
def parcels(count):
    return {code: {"grams": code * 70, "town": f"town {code % 3}"} for code in range(count)}


def weighed(table):
    out = {}
    for code, parcel in table.items():
        parcel = dict(parcel)
        parcel["kilos"] = parcel["grams"] / 1000
        out[code] = parcel
    return out


def addressed(table):
    out = {}
    for code, parcel in table.items():
        parcel = dict(parcel)
        parcel["label"] = f"{parcel['town']} {parcel['kilos']:.2f}"
        out[code] = parcel
    return out


def main():
    labels = []
    for code, parcel in addressed(weighed(parcels(6))).items():
        if code % 2:
            labels.append(parcel["label"])
    print(labels)
# --- after
def parcels(count):
    return dict(_iter_parcels(count))


def _iter_parcels(count):
    return (
        (code, {"grams": code * 70, "town": f"town {code % 3}"}) for code in range(count)
    )


def weighed(table):
    return dict(_iter_weighed(table.items()))


def _iter_weighed(table):
    for code, parcel in table:
        parcel = dict(parcel)
        parcel["kilos"] = parcel["grams"] / 1000
        yield code, parcel


def addressed(table):
    return dict(_iter_addressed(table.items()))


def _iter_addressed(table):
    for code, parcel in table:
        parcel = dict(parcel)
        parcel["label"] = f"{parcel['town']} {parcel['kilos']:.2f}"
        yield code, parcel


def main():
    labels = []
    for code, parcel in _iter_addressed(_iter_weighed(_iter_parcels(6))):
        if code % 2:
            labels.append(parcel["label"])
    print(labels)
