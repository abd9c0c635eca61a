"""Ways around the chain that leave it as it is: the holes that it made are left behind, or are another process's."""

import gc
import multiprocessing
import pickle
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from copy import copy

from loaders import chain
from products import Product, Tables


def in_child(database: str, rows: int, keep: str) -> Tables:
    """Another process runs the chain, sends what is kept, and takes its holes with it."""
    started = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=started) as pool:
        return pool.submit(_of_chain, database, rows, keep).result()


def pickled(database: str, rows: int, keep: str) -> Tables:
    """One large block of bytes is made of the tables, and the tables anew of it when the first ones are gone."""
    packed = pickle.dumps(_of_chain(database, rows, keep))
    gc.collect()  # the interpreter's free lists keep arenas too
    return pickle.loads(packed)


def compacted(database: str, rows: int, keep: str) -> Tables:
    """Each product is copied, with all that belongs to it, when the records of the chain are gone."""
    tables = _of_chain(database, rows, keep)
    gc.collect()
    anew = Tables()
    for number in list(tables.by_id):
        anew.add(_copied(tables.by_id.pop(number)))
    return anew


def _of_chain(database: str, rows: int, keep: str) -> Tables:
    with sqlite3.connect(database) as connection:
        return Tables().fill(chain(connection, rows, keep))


def _copied(product: Product) -> Product:
    """A copy that shares no object with the first but the name of the brand."""
    new = copy(product)
    new.sku, new.name = product.sku.encode().decode(), product.name.encode().decode()
    new.price, new.margin = product.price + 0, product.margin + 0
    new.updated = product.updated.replace()
    return new


ALTERNATIVES = {"child": in_child, "pickle": pickled, "compact": compacted}
