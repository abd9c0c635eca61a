"""The one review that every format is rendered from."""

from sparsemem.model import Finding, Location, Remedy, Review, Skipped

LARGE = Finding(
    code="SM203",
    name="read-all",
    severity="error",
    message="fetchall() reads the whole source, and a for loop takes it element by element: iterate over the cursor",
    subject="fetchall()",
    location=Location("shop/orders.py", 12, "Orders.total"),
    bytes=314_572_800,
    evidence={"likely": "large", "elements": 1_000_000},
    remedies=(Remedy("iterate over the source itself"),),
)
ODD = Finding(
    code="SM221",
    name="parent-cycle",
    severity="note",
    message="a_b.<c> | keeps *d*, 100 % of it:\nand e",
    subject="a_b",
    location=Location("odd, name:1/%41.py", 3, None),
    bytes=None,
    evidence={"likely": "unknown"},
    remedies=(Remedy("make the link a weakref"), Remedy("or set it to None")),
)
REVIEW = Review(
    findings=(LARGE, ODD),
    hidden=2,
    suppressed=1,
    skipped=(Skipped("shop/new.py", "is not valid for this interpreter at line 3: invalid syntax"),),
)
NOTHING = Review((), 0, 0, ())
