"""What a cell of a notebook did to the memory of its kernel: before, at the peak, after, and who has kept what."""

from dataclasses import dataclass

from sparsemem.model import HeapOwner, Moment


@dataclass(frozen=True, slots=True)
class Kept:
    """What a name holds after a cell beyond what it held before; both are negative where it lost some."""

    owner: str
    objects: int
    live_bytes: int


@dataclass(frozen=True, slots=True)
class CellAccount:
    """The memory of a kernel before and after a cell, read from outside at a moment when the cell did not run."""

    before: Moment
    after: Moment
    peak_rss_bytes: int | None
    """The highest RSS while the cell ran (VmHWM); None where the kernel does not let it begin anew."""
    seconds: float
    kept: tuple[Kept, ...]
    """What grew or shrank, the largest first; names that hold as much as before are left out."""

    @property
    def rss_growth_bytes(self) -> int:
        """RSS after, less RSS before."""
        return self.after.rss_bytes - self.before.rss_bytes

    @property
    def live_growth_bytes(self) -> int | None:
        """The same of the live heap."""
        return _difference(self.after.live_bytes, self.before.live_bytes)

    @property
    def gap_growth_bytes(self) -> int | None:
        """The same of the gap: what the cell left behind that is nobody's."""
        return _difference(self.after.gap_bytes, self.before.gap_bytes)

    @property
    def peak_growth_bytes(self) -> int | None:
        """How far the RSS rose at most while the cell ran."""
        return _difference(self.peak_rss_bytes, self.before.rss_bytes)


def kept_since(before: tuple[HeapOwner, ...], after: tuple[HeapOwner, ...]) -> tuple[Kept, ...]:
    """How what each name holds has changed; names that are in one of the two looks only count from or to nothing."""
    earlier, later = _by_name(before), _by_name(after)
    changes = []
    for owner in {**earlier, **later}:
        old, new = earlier.get(owner, (0, 0)), later.get(owner, (0, 0))
        changes.append(Kept(owner, new[0] - old[0], new[1] - old[1]))
    return tuple(sorted((one for one in changes if one.live_bytes), key=lambda one: -abs(one.live_bytes)))


def _by_name(owners: tuple[HeapOwner, ...]) -> dict[str, tuple[int, int]]:
    """Objects and live bytes of each name; what has none is left out: what is in it can differ from look to look."""
    found: dict[str, tuple[int, int]] = {}
    for one in owners:
        if one.owner is not None:
            objects, live = found.get(one.owner, (0, 0))
            found[one.owner] = objects + one.objects, live + one.live_bytes
    return found


def _difference(later: int | None, earlier: int | None) -> int | None:
    return None if later is None or earlier is None else later - earlier
