"""The look-up tables as columns: an array for each attribute, and a product is made when somebody asks for it.

It is the next step where the objects that are kept are what is left. A product with its amounts, its moment and its
three table entries takes some 800 bytes; as columns some 80. Who asks for one waits a few microseconds more.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from products import Product, Record, digest_of

_EPOCH, _SECOND = datetime(2000, 1, 1), timedelta(seconds=1)
_PLACES = 2
"""Amounts are whole cents."""


class Texts:
    """Many short texts as one piece of memory."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("I")

    def append(self, text: str) -> None:
        """Add one at the end."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: int) -> str:
        first = self._ends[at - 1] if at else 0
        return self._bytes[first : self._ends[at]].decode()


class Places:
    """Where each code stands: a hash table of places, with the codes themselves in a column."""

    def __init__(self, codes: Texts) -> None:
        self._codes, self._table = codes, array("i", [-1]) * 1024

    def add(self, code: str, place: int) -> None:
        """Note the place of a code. Three quarters of the table are used at most."""
        if 4 * place > 3 * len(self._table):
            self._table = array("i", [-1]) * (2 * len(self._table))
            for one in range(place):
                self._table[self._slot(self._codes[one])] = one
        self._table[self._slot(code)] = place

    def __getitem__(self, code: str) -> int:
        place = self._table[self._slot(code)]
        if place < 0:
            raise KeyError(code)
        return place

    def _slot(self, code: str) -> int:
        """That of the code, or the free one where it would be."""
        slot = hash(code) % len(self._table)
        while self._table[slot] >= 0 and self._codes[self._table[slot]] != code:
            slot = (slot + 1) % len(self._table)
        return slot


class ColumnTables:
    """What `Tables` can be asked, by number, by article code and by brand; numbers have to come in order."""

    def __init__(self) -> None:
        self._numbers, self._updated = array("I"), array("q")
        self._prices, self._margins = array("i"), array("i")
        self._skus, self._names = Texts(), Texts()
        self._places = Places(self._skus)
        self._brands: dict[str, int] = {}
        self._brand_names: list[str] = []
        self._brand_of = array("H")

    def fill(self, records: Iterable[Record]) -> "ColumnTables":
        """Have a product of each record."""
        for record in records:
            self._append(Product(record))
        return self

    def _append(self, product: Product) -> None:
        self._places.add(product.sku, len(self))
        self._numbers.append(product.id)
        self._updated.append((product.updated - _EPOCH) // _SECOND)
        self._prices.append(int(product.price.scaleb(_PLACES)))
        self._margins.append(int(product.margin.scaleb(_PLACES)))
        self._skus.append(product.sku)
        self._names.append(product.name)
        if product.brand not in self._brands:
            self._brands[product.brand] = len(self._brands)
            self._brand_names.append(product.brand)
        self._brand_of.append(self._brands[product.brand])

    def __len__(self) -> int:
        return len(self._numbers)

    def by_id(self, number: int) -> Product:
        """The product of that number. Raises KeyError where there is none."""
        at = bisect_left(self._numbers, number)
        if at == len(self) or self._numbers[at] != number:
            raise KeyError(number)
        return self._product(at)

    def by_sku(self, sku: str) -> Product:
        """The product with that code. Raises KeyError where there is none."""
        return self._product(self._places[sku])

    def by_brand(self, brand: str) -> Iterator[Product]:
        """The products of a brand. Raises KeyError where there is no such brand."""
        wanted = self._brands[brand]
        return (self._product(at) for at, one in enumerate(self._brand_of) if one == wanted)

    def _product(self, at: int) -> Product:
        return Product(
            {
                "id": self._numbers[at],
                "sku": self._skus[at],
                "name": self._names[at],
                "brand": self._brand_names[self._brand_of[at]],
                "price": _amount(self._prices[at]),
                "margin": _amount(self._margins[at]),
                "updated": _EPOCH + self._updated[at] * _SECOND,
            }
        )

    def digest(self) -> str:
        """As that of `Tables`."""
        brands = Counter(self._brand_names[one] for one in self._brand_of)
        return digest_of(map(self._product, range(len(self))), brands, len(self))


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-_PLACES)
