"""expiringdict: a dict of pairs of the value and the second in which it was put in (expiringdict/__init__.py)."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="expiringdict.ExpiringDict",
    module="expiringdict",
    class_name="ExpiringDict",
    table="",
    bound="max_len",
    ttl="max_age",
    clock="real",
    deadline_item=1,
    is_age=True,
)
