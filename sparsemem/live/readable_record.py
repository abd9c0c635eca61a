"""What a record shows of itself where Python echoes it: its text, and not its fields."""


class Readable:
    """A record that has a text of its own (`__str__`), for dataclasses with `repr=False`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
