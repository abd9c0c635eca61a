import ast
import sysconfig
from pathlib import Path

import pytest

from sparsemem.rewrite import Tier, rewrite

FOLDER = Path(sysconfig.get_path("stdlib"))
FILES = sorted(
    path
    for part in (".", "json", "email", "logging", "importlib", "xml/dom")
    for path in (FOLDER / part).glob("*.py")
)
SOME = [path for path in FILES if path.stat().st_size < 60_000][:150]


@pytest.mark.parametrize("tier", [Tier.T1, Tier.T3])
def test_the_standard_library_stays_whole(tier: Tier) -> None:
    assert len(SOME) >= 80
    for path in SOME:
        sources = {path.name: path.read_text("utf-8")}
        done = rewrite(sources, tier=tier)
        assert set(done.sources) <= set(sources)
        for text in done.sources.values():
            ast.parse(text)
        assert not rewrite({**sources, **done.sources}, tier=tier).sources, path
