"""Sizes, ratios and times as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.units import (
    GB,
    KB,
    MB,
    format_ratio,
    format_seconds,
    format_share,
    format_size,
    parse_size,
)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("512", 512),
        ("512 bytes", None),
        ("1b", 1),
        ("64k", 64 * KB),
        ("300MB", 300 * MB),
        ("300 mb", 300 * MB),
        ("1.5 GiB", 3 * GB // 2),
        ("2g", 2 * GB),
        ("  2Gi ", 2 * GB),
        ("1T", 1024 * GB),
        ("9007199254740993", 9007199254740993),
        ("", None),
        ("MB", None),
        ("-5", None),
        ("1e9", None),
        ("1_000", None),
        ("5 0", None),
        ("1,5 GB", None),
        ("5 PB", None),
        ("nan", None),
        ("inf", None),
        ("²", None),
        ("٣", None),
        ("9" * 400, None),
        ("9" * 5000, None),
        ("5i", None),
        ("5ib", None),
    ],
)
def test_a_size_is_bytes_or_a_number_with_its_unit(text: str, size: int | None) -> None:
    if size is not None:
        assert parse_size(text) == size
        return
    with pytest.raises(ValueError, match="is not a size; write bytes, or a number with kB, MB or GB"):
        parse_size(text)


@given(st.text())
def test_any_text_is_a_size_or_a_value_error(text: str) -> None:
    try:
        size = parse_size(text)
    except ValueError:
        return
    assert size >= 0


@given(st.integers(0, 10**18))
def test_whole_bytes_are_read_exactly(size: int) -> None:
    assert parse_size(str(size)) == size


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "?"),
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (4096, "4 kB"),
        (999 * KB, "999 kB"),
        (999 * KB + 512, "1.0 MB"),
        (1023 * KB, "1.0 MB"),
        (int(7.4 * MB), "7.4 MB"),
        (int(99.94 * MB), "99.9 MB"),
        (int(99.96 * MB), "100 MB"),
        (689 * MB, "689 MB"),
        (int(999.6 * MB), "0.98 GB"),
        (1000 * MB, "0.98 GB"),
        (int(1.2 * GB), "1.20 GB"),
        (int(99.996 * GB), "100.0 GB"),
        (10_000 * GB, "10,000.0 GB"),
        (-5 * MB, "-5.0 MB"),
        (-1, "-1 bytes"),
    ],
)
def test_sizes_are_printed_with_three_figures_or_so(size: int | None, text: str) -> None:
    assert format_size(size) == text


@given(st.integers(-(10**15), 10**15))
def test_a_printed_size_is_read_back_within_a_percent_or_half_a_unit(size: int) -> None:
    text = format_size(size)
    sign = -1 if text.startswith("-") else 1
    read = sign * parse_size(text.lstrip("-").replace(",", "").replace("bytes", ""))
    assert abs(read - size) <= max(0.01 * abs(size), 512 if "kB" in text else 0) + (MB // 20 if "MB" in text else 1)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 1, "1.00x"),
        (102, 100, "1.02x"),
        (9.99, 1, "9.99x"),
        (9.996, 1, "10x"),
        (57, 1, "57x"),
        (5, 0, "?"),
        (0, 5, "0.00x"),
    ],
)
def test_ratios(part: float, whole: float, text: str) -> None:
    assert format_ratio(part, whole) == text


@pytest.mark.parametrize(("part", "whole", "text"), [(62, 100, "62 %"), (0, 9, "0 %"), (9, 9, "100 %"), (1, 0, "?")])
def test_shares(part: float, whole: float, text: str) -> None:
    assert format_share(part, whole) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (12.4, "12 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3600, "60 min 0 s"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text
