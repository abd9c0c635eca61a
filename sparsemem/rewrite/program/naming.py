"""The names that modules are imported under."""

from collections import Counter
from collections.abc import Iterable


def module_names(paths: Iterable[str]) -> dict[str, str]:
    """The dotted name of each path; two scripts of one name are told apart by their folders."""
    every = set(paths)
    names = {path: _module_name(path, every) for path in every}
    counts = Counter(names.values())
    return {path: name if counts[name] == 1 else path.replace("/", ".") for path, name in names.items()}


def _module_name(path: str, every: set[str]) -> str:
    *folders, file = path.split("/")
    parts = [] if file == "__init__.py" else [file.removesuffix(".py")]
    while folders and "/".join([*folders, "__init__.py"]) in every:
        parts.append(folders.pop())
    return ".".join(reversed(parts)) or file.removesuffix(".py")
