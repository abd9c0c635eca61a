"""What a verification says: whether all is the same, what is saved, and what ran of each change."""

from sparsemem.model import Comparison, Use, Verification
from sparsemem.units import format_size

_RATIOS = {"peak RSS": "peak_rss", "live at peak": "live_peak", "RSS at end": "end_rss", "wall time": "wall"}


def render_verification(verification: Verification) -> str:
    """A paragraph for the whole, and a line for each change, what saves most first."""
    lines = [f"Verified with {verification.command}: {_outcome(verification)}"]
    if verification.comparison is not None:
        lines.append(_saving(verification.comparison))
    lines += [f"  {_place(use)}: {_use(use)}" for use in sorted(verification.uses, key=_weight)]
    return "\n".join(lines) + "\n"


def _weight(use: Use) -> tuple[bool, int]:
    return use.rolled_back is not None, -(use.saved_bytes or 0)


def _outcome(verification: Verification) -> str:
    comparison = verification.comparison
    if comparison is None:
        return "nothing is left that could be changed."
    scales = ", ".join(f"{scale}x" for scale in comparison.scales)
    if not comparison.same_output:
        return f"the outputs differ at {scales}; nothing is verified."
    back = sum(use.rolled_back is not None for use in verification.uses)
    rest = f"; {back} of {len(verification.uses)} changes were taken back" if back else ""
    return f"the same output at {scales}{rest}."


def _saving(comparison: Comparison) -> str:
    known = [(name, getattr(comparison.ratios, field)) for name, field in _RATIOS.items()]
    parts = ", ".join(f"{name} {ratio:.2f}x" for name, ratio in known if ratio is not None)
    before, after = (format_size(side.peak_rss_bytes[-1]) for side in (comparison.before, comparison.after))
    return f"After is, of before: {parts or 'not known'} (peak RSS {before} before, {after} after)."


def _place(use: Use) -> str:
    return f"{use.path}:{use.line} {use.function or 'top level'} {use.transform}"


def _use(use: Use) -> str:
    if use.rolled_back is not None:
        return f"taken back, because {use.rolled_back}"
    if not use.runs:
        return "never ran, so not verified"
    times = "once" if use.runs == 1 else f"{use.runs:,} times"
    size = f", {format_size(use.saved_bytes)} in a list" if use.saved_bytes else ""
    return f"ran {times}, with up to {use.most_elements or 0:,} elements{size}"
