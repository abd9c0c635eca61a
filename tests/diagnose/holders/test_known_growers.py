"""Owners that grow by the design of the interpreter or of a library have remedies of their own."""

import pytest

from sparsemem.diagnose.holders.known_growers import designed_remedy, known_remedy


@pytest.mark.parametrize(
    ("owner", "word"),
    [
        ("__main__.Out", "%reset -f out"),
        ("Gcf.figs", "plt.close(figure)"),
        ("Logger.manager > Manager.loggerDict", "LoggerAdapter"),
        ("Manager.loggerDict", "LoggerAdapter"),
        ("app.views.__warningregistry__", "the text of the warning"),
        ("exit handlers", "atexit.unregister"),
        ("exit handlers > Conn.buf", "atexit.unregister"),
        ("finalize._registry", "detach()"),
        ("tables of tracemalloc", "tracemalloc keeps"),
        ("sys.last_traceback", "nobody caught"),
        ("sys.last_exc", "nobody caught"),
    ],
)
def test_by_design(owner: str, word: str) -> None:
    remedy = designed_remedy(owner)
    assert remedy is not None
    assert word in remedy.text
    assert known_remedy(owner) == remedy


@pytest.mark.parametrize(
    "owner", ["app.Out", "__main__.Output", "app.figs", "last_traceback", "shop.exit handlers", ""]
)
def test_a_program_s_own_have_none(owner: str) -> None:
    assert designed_remedy(owner) is None
    assert known_remedy(owner) is None


@pytest.mark.parametrize(
    ("owner", "word"),
    [
        ("code of app", "functools.singledispatch"),
        ("imported modules", "functools.singledispatch"),
        ("native memory of libssl.so.3", "native allocations"),
        ("native memory that nothing leads to", "native allocations"),
        ("settings.*", "one container with a bound"),
        ("*.data", "sys.modules"),
    ],
)
def test_what_is_no_object_of_the_program_s_is_not_to_be_given_a_bound(owner: str, word: str) -> None:
    remedy = known_remedy(owner)
    assert remedy is not None
    assert word in remedy.text
    assert designed_remedy(owner) is None
