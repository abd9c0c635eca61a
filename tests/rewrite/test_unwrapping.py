"""Without its brackets an argument stands where they began, and no line of it is left empty."""

import pytest

from sparsemem.rewrite import rewrite

OWN_LINES = """\
        [
            row

            for row in rows
        ]
    )
""", """\
        row

        for row in rows
    )
"""  # fmt: skip
ALIGNED = """\
        [row
         for row in rows]
    )
""", """\
        row
        for row in rows
    )
"""  # fmt: skip
COMMENTS = """\
        [  # all
            row
            for row in rows  # each
        ]
    )
""", """\
        # all
        row
        for row in rows  # each
    )
"""  # fmt: skip
BEHIND_A_COMMENT = """\
        [
            row
            for row in rows  # each
        ])
""", """\
        row
        for row in rows  # each
        )
"""  # fmt: skip
LIST_OF_A_CALL = """\
        list(
            map(
                abs,
                rows,
            )
        )
    )
""", """\
        map(
            abs,
            rows,
        )
    )
"""  # fmt: skip
LONG_STRING = """\
        [
            len('''
  a''')
            for _ in rows
        ]
    )
""", """\
        len('''
  a''')
            for _ in rows
    )
"""  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [OWN_LINES, ALIGNED, COMMENTS, BEHIND_A_COMMENT, LIST_OF_A_CALL, LONG_STRING],
    ids=["own lines", "aligned", "comments", "behind a comment", "list of a call", "long string"],
)
def test_lines_move_to_where_the_brackets_began(before: str, after: str) -> None:
    begin, end = "def total(rows):\n    return sum(\n", "\nprint(total(range(3)))\n"
    assert rewrite({"a.py": begin + before + end}).sources["a.py"] == begin + after + end
