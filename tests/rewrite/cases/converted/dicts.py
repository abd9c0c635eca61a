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
+from collections.abc import Iterable, Iterator
+
+
-    return {key: value * 2 for key, value in table.items()}
+    return dict(_iter_net(table.items()))
+
+
+def _iter_net(table: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
+    return ((key, value * 2) for key, value in table)
-    out: dict[str, float] = {}
-    for key, value in table.items():
-        out[key] = value * 1.5
-    return out
+    return dict(_iter_gross(table.items()))
+
+
+def _iter_gross(table: Iterable[tuple[str, int]]) -> Iterator[tuple[str, float]]:
+    for key, value in table:
+        yield key, value * 1.5
-    for value in gross(net(table)).values():
+    for _key, value in _iter_gross(_iter_net(table.items())):
# --- converted at T1: each step changes a copy of its own of what it was given
# dict_pairs: parcels, weighed, addressed
def parcels(count):
    return {code: {"grams": code * 70, "town": f"town {code % 3}"} for code in range(count)}


def weighed(table):
    out = {}
    for code, parcel in table.items():
        own = dict(parcel)
        own["kilos"] = own["grams"] / 1000
        out[code] = own
    return out


def addressed(table):
    out = {}
    for code, parcel in table.items():
        own = dict(parcel)
        own["label"] = f"{own['town']} {own['kilos']:.2f}"
        out[code] = (own, "kg")
    return out


def main():
    labels = []
    for code, parcel in addressed(weighed(parcels(6))).items():
        if code % 2:
            labels.append(parcel[0]["label"])
    print(labels)
# --- after
-    return {code: {"grams": code * 70, "town": f"town {code % 3}"} for code in range(count)}
+    return dict(_iter_parcels(count))
+
+
+def _iter_parcels(count):
+    return (
+        (code, {"grams": code * 70, "town": f"town {code % 3}"}) for code in range(count)
+    )
-    out = {}
-    for code, parcel in table.items():
+    return dict(_iter_weighed(table.items()))
+
+
+def _iter_weighed(table):
+    for code, parcel in table:
-        out[code] = own
-    return out
+        yield code, own
-    out = {}
-    for code, parcel in table.items():
+    return dict(_iter_addressed(table.items()))
+
+
+def _iter_addressed(table):
+    for code, parcel in table:
-        out[code] = (own, "kg")
-    return out
+        yield code, (own, "kg")
-    for code, parcel in addressed(weighed(parcels(6))).items():
+    for code, parcel in _iter_addressed(_iter_weighed(_iter_parcels(6))):
# --- converted at T1: the last function takes the dict apart, and gets a twin over pairs
# dict_pairs: parcels
# shows: index(parcels(6))
def parcels(count):
    return {number: {"town": f"town {number % 3}"} for number in range(count)}


def index(table):
    return {parcel["town"]: number for number, parcel in table.items() if number % 2}
# --- after
-    return {number: {"town": f"town {number % 3}"} for number in range(count)}
+    return dict(_iter_parcels(count))
+
+
+def _iter_parcels(count):
+    return ((number, {"town": f"town {number % 3}"}) for number in range(count))
-    return {parcel["town"]: number for number, parcel in table.items() if number % 2}
+    return _index_of_pairs(table.items())
+
+
+def _index_of_pairs(table):
+    return {parcel["town"]: number for number, parcel in table if number % 2}
-    print(index(parcels(6)))
+    print(_index_of_pairs(_iter_parcels(6)))
# --- converted at T1: numbers of places are keys
# dict_pairs: numbered
def numbered(words):
    return {number: word.upper() for number, word in enumerate(words)}

def main():
    for number, word in numbered(["a", "b"]).items():
        print(number, word)
