"""SQLAlchemy: `LRUCache`, which keeps compiled statements (sqlalchemy/util/_collections.py)."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="sqlalchemy.LRUCache",
    module="sqlalchemy",
    class_name="LRUCache",
    table="_data",
    bound="capacity",
)
"""It lets the entries grow to one and a half times its capacity before it takes any out."""
