"""Keeps objects whose every special method fails, in every container there is."""


def fail(self, *arguments):
    raise RuntimeError("looked at")


names = "hash eq len bool repr str iter getattribute sizeof reduce_ex dir format call contains getitem del".split()
hateful = type("Hateful", (), {f"__{name}__": fail for name in names if name not in ("hash", "del")})
things = [hateful() for _ in range(100)]
table = {number: thing for number, thing in enumerate(things)}
kind = type("Kind", (type,), {"__repr__": fail, "__getattribute__": fail})("Odd", (), {})
print("kept")
