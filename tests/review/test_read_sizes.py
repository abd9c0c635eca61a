"""What is read whole is a warning where something says that it is large: the query, the format, a name."""

import pytest

from review.reviewing import found_in, reviewed

QUERIED = """def f(db, query, table):
    {0}
    return [use(row) for row in cursor.fetchall()]
"""
READ = """import csv, sys


def f({0}):
    with open({1}) as file:
        for line in {2}:
            use(line)
"""


@pytest.mark.parametrize(
    ("ran", "severity"),
    [
        ("cursor = db.execute(query)", "warning"),
        ("cursor = db.execute_sql('SELECT * FROM orders')", "warning"),
        ("cursor = db.execute('SELECT * FROM ' + table)", "warning"),
        ("cursor = db.cursor()\n    cursor.execute('SELECT * FROM orders')", "warning"),
        ("cursor = db.cursor()", "warning"),
        ("cursor = db.execute('SELECT * FROM orders WHERE id = ?', (1,))", "note"),
        ("db.run(b'select bug_id from bugs where bug_id in %s' % query)\n    cursor = db.cursor", "note"),
        ("chosen = 'SELECT * FROM orders WHERE id = 1'\n    cursor = db.execute(chosen)", "note"),
        ("cursor = db.execute_sql('PRAGMA table_info(%s)' % table)", None),
        ("chosen = 'select oid from pg_type'\n    cursor = db.execute_sql(chosen)", None),
        ("cursor = db.execute('select name from information_schema.columns')", None),
        ("cursor = db.execute('SELECT * FROM orders LIMIT 20')", None),
        ("cursor = db.execute('select * from unnest(current_schemas(true))')", None),
        ("cursor = db.execute(Explain(query))", None),
        ("cursor = db.execute('SELECT version_num FROM alembic_version')", None),
        (
            "cursor = db.cursor()\n    cursor.execute('PRAGMA user_version')\n    cursor.execute('SELECT 1')",
            "warning",
        ),
    ],
)
def test_a_query_is_as_large_as_its_text_says(ran: str, severity: str | None) -> None:
    found = found_in(QUERIED.format(ran), "SM203")
    assert [None if one.likely == 0 else one.finding.severity for one in found] == [severity]


@pytest.mark.parametrize(
    ("query", "size"), [("select nspname from pg_catalog.pg_namespace", 0), ("select * from orders", 2)]
)
def test_a_query_that_its_class_holds(query: str, size: int) -> None:
    text = (
        f"class Client:\n    query = '{query}'\n\n    def names(self, cursor):\n        cursor.execute(self.query)\n"
    )
    found = found_in(f"{text}        return [row[0] for row in cursor.fetchall()]\n", "SM203")
    assert [one.likely for one in found] == [size]


@pytest.mark.parametrize(
    ("after", "severity"),
    [
        ("for row in rows:\n        use(row)", "warning"),
        ("db.close()\n    for row in rows:\n        use(row)", "note"),
        ("return ', '.join(str(row) for row in rows)", "note"),
    ],
)
def test_rows_that_stay_anyway_are_no_warning(after: str, severity: str) -> None:
    text = f"def f(db):\n    rows = db.execute('SELECT * FROM orders').fetchall()\n    {after}\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == [severity]


@pytest.mark.parametrize(
    ("parameter", "source", "size"),
    [("orders", "orders", 2), ("room", "room.orders", 1), ("page", "page.rows", 2), ("self", "self.known", 0)],
)
def test_what_one_object_has_of_a_kind_may_be_few(parameter: str, source: str, size: int) -> None:
    text = f"class Page:\n    known = {{'a': 1}}\n\n    def f({parameter}):\n"
    found = found_in(f"{text}        return sum([use(one) for one in {source}])\n", "SM202")
    assert [one.likely for one in found] == [size]


def test_a_query_in_a_with() -> None:
    text = QUERIED.replace("{0}", "with db.execute('SHOW TABLES') as cursor:").replace("    return", "        return")
    assert [one.likely for one in found_in(text, "SM203")] == [0]


@pytest.mark.parametrize(
    ("parameters", "opened", "source", "severity"),
    [
        ("path", "path", "file.readlines()", "note"),
        ("config_file", "config_file", "file.read().splitlines()", "note"),
        ("orders_path", "orders_path", "file.readlines()", "warning"),
        ("folder", "folder / name('orders.csv')", "file.readlines()", "warning"),
        ("args", "args.event_log", "file.readlines()", "warning"),
        ("path", "sys.argv[1]", "file.readlines()", "warning"),
        ("path", "path", "list(csv.reader(file))", "warning"),
    ],
)
def test_a_file_is_large_where_something_says_so(parameters: str, opened: str, source: str, severity: str) -> None:
    found = found_in(READ.format(parameters, opened, source), "SM203")
    assert [one.finding.severity for one in found] == [severity]


@pytest.mark.parametrize(("source", "severity"), [("", "warning"), ("sys.argv[1:] or ", "note")])
def test_what_may_stand_on_a_command_line_is_not_large(source: str, severity: str) -> None:
    text = f"import sys\n\n\ndef f():\n    for path in {source}sys.stdin.read().splitlines():\n        use(path)\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == [severity]


BUILT = """def f(db, session, names, limit):
    {0}
    rows = db.execute({1}).fetchall()
    return [row[0] for row in rows]
"""


@pytest.mark.parametrize(
    ("before", "query", "severity"),
    [
        ("pass", "select(Order)", "warning"),
        ("pass", "select(Order).order_by(Order.id)", "warning"),
        ("pass", "select(Order).where(Order.shop == 1)", "note"),
        ("pass", "select(Order).filter_by(shop=1)", "note"),
        ("pass", "session.query(Order).filter(Order.shop == 1)", "note"),
        ("pass", "select(Order).limit(limit)", "note"),
        ("pass", "select(Order.shop).distinct()", "note"),
        ("pass", "select(Order.shop, total(Order.sum)).group_by(Order.shop)", "note"),
        ("query = select(Order)", "query", "warning"),
        ("query = select(Order).join(Shop)", "query.order_by(Order.id)", "warning"),
        ("query = select(Order).where(Order.shop == 1)", "query", "note"),
        ("query = select(Order)\n    query = query.limit(limit)", "query", "note"),
        ("query = select(Order).where(Order.x)\n    query = query.order_by(Order.id)", "query", "note"),
        ("query = select(Order)\n    if limit:\n        query = query.limit(limit)", "query", "note"),
        ("chosen = select(Order.id).where(Order.x)\n    query = select(Row).join(chosen)", "query", "note"),
        ("query = select(Order).where(Order.x)\n    query = select(Order)", "query", "warning"),
        ("pass", "'SELECT shop, COUNT(*) FROM orders GROUP BY shop'", None),
        ("pass", "'SELECT shop, SUM(price) FROM orders GROUP BY shop'", "note"),
        ("pass", "'SELECT DISTINCT shop FROM orders'", "note"),
        ("pass", "'SELECT name, value FROM metadata'", None),
        ("pass", "'SELECT name FROM app.user_settings'", None),
        ("pass", "'SELECT * FROM measurements'", "warning"),
    ],
)
def test_a_query_that_is_built_brings_what_it_chooses(before: str, query: str, severity: str | None) -> None:
    found = found_in(BUILT.format(before, query), "SM203")
    assert [None if one.likely == 0 else one.finding.severity for one in found] == [severity]


@pytest.mark.parametrize(("run", "severity"), [("result", "note"), ("other", "warning")])
def test_what_a_function_of_the_program_runs_is_the_query(run: str, severity: str) -> None:
    text = "def f(self, conn, other):\n    query = select(Event).where(Event.run == 1)\n"
    text += f"    with self.run(conn, query) as result:\n        found = {run}.fetchall()\n"
    found = found_in(f"{text}    return [row[0] for row in found]\n", "SM203")
    assert [one.finding.severity for one in found] == [severity]


@pytest.mark.parametrize(
    ("parameter", "source", "severity"),
    [
        ("rows", "rows", "note"),
        ("logs", "logs.items()", "note"),
        ("entries", "entries", "note"),
        ("events", "sorted(events)", "note"),
        ("page", "page.rows", "note"),
        ("records", "enumerate(records)", "note"),
        ("messages, kinds", "zip(messages, kinds)", "note"),
        ("users", "reversed(users)", "note"),
        ("self", "self.samples", "note"),
        ("dataset", "dataset", "note"),
        ("documents", "documents[1:]", "note"),
        ("cursor", "cursor.fetchall()", "warning"),
        ("cursor", "enumerate(cursor.fetchall())", "warning"),
        ("orders", "csv.reader(orders)", "warning"),
        ("n", "range(1_000_000)", "warning"),
        ("n", "range(n)", "note"),
        ("n", "range(10)", None),
        ("orders", "orders.readlines()", "warning"),
        ("rows", "map(str, rows)", "note"),
        ("frame", "frame.itertuples()", "warning"),
    ],
)
def test_a_list_is_a_warning_where_what_it_is_made_of_is_read(parameter: str, source: str, severity: str) -> None:
    text = f"import csv\n\n\ndef f({parameter}):\n    return sum([use(one) for one in {source}])\n"
    found = found_in(text, "SM202")
    assert [None if one.likely == 0 else one.finding.severity for one in found] == [severity]


@pytest.mark.parametrize(("name", "severity"), [("shop.orders", "warning"), ("shop.migrations.v7", "note")])
def test_a_migration_runs_once_and_changes_what_it_has_read(name: str, severity: str) -> None:
    text = "def f(db):\n    return [row[0] for row in db.execute('SELECT * FROM orders').fetchall()]\n"
    (found,) = reviewed({name: text}, "SM203")[name].candidates
    assert found.finding.severity == severity


@pytest.mark.parametrize(
    "between",
    ["op.drop_table('jobs')", "db.execute('DELETE FROM jobs')", "cursor.execute('SELECT 1')", "cursor.close()"],
)
def test_what_is_gone_before_its_rows_are_used_was_read_whole_on_purpose(between: str) -> None:
    text = "def f(db, op, cursor):\n    cursor.execute('SELECT * FROM jobs')\n    rows = cursor.fetchall()\n"
    used = "    for row in rows:\n        print(row)\n"
    found = [found_in(f"{text}{part}{used}", "SM203") for part in ("", f"    {between}\n")]
    assert [one.finding.severity for (one,) in found] == ["warning", "note"]


@pytest.mark.parametrize(
    ("ran", "severity"),
    [("select(jobs)", "warning"), ("select(jobs).distinct()", "note"), ("select(jobs).where(jobs.c.id > 3)", "note")],
)
def test_a_query_that_is_awaited(ran: str, severity: str) -> None:
    text = (
        f"async def f(db):\n    cursor = await db.execute({ran})\n    return [row[0] for row in cursor.fetchall()]\n"
    )
    assert [one.finding.severity for one in found_in(text, "SM203")] == [severity]
    once = f"async def f(db):\n    return [row[0] for row in (await db.execute({ran})).fetchall()]\n"
    assert [one.finding.severity for one in found_in(once, "SM203")] == [severity]


def test_an_explained_query_is_small() -> None:
    text = "def f(cursor, explain):\n    sql = query()\n    if explain:\n        sql = 'EXPLAIN ' + sql\n"
    text += "    cursor.execute(sql)\n    if explain:\n        {0}\n    else:\n        {1}\n"
    loop = "yield from (row[0] for row in cursor.fetchall())"
    assert [one.likely for one in found_in(text.format(loop, "pass"), "SM203")] == [0]
    assert [one.likely for one in found_in(text.format("pass", loop), "SM203")] == [2]


@pytest.mark.parametrize(
    "lines",
    [
        "def list_tables(run):\n    with run(text()) as rows:\n        return [row[0] for row in rows.fetchall()]\n",
        "def f(db):\n    rows = db.execute(*_build_select_table_names_query(db).made())\n"
        "    return [row[0] for row in rows.fetchall()]\n",
        "def columns(self, table):\n    self.execute(described(table))\n"
        "    return {row[0]: row[1] for row in self.cursor.fetchall()}\n",
        "def f(db, name):\n    rows = db.execute(f'select type from \"{name}\".sqlite_schema')\n"
        "    return [row[0] for row in rows.fetchall()]\n",
        "def f(db):\n    rows = db.execute(db.list_roles_query())\n    return [row[0] for row in rows.fetchall()]\n",
        "def f(db):\n    t = table('TABLES', db='INFORMATION_SCHEMA')\n    query = select(name).from_(t)\n"
        "    with db.run(query) as rows:\n        return [row[0] for row in rows.fetchall()]\n",
        "def f(cursor, like):\n    query = 'SELECT name FROM mz_catalog.parts'\n    query += ' ORDER BY name'\n"
        "    cursor.execute(query)\n    return [row[0] for row in cursor.fetchall()]\n",
        "def f(db):\n    fields = names() + ['COUNT(*)']\n    rows = db.execute(db.build(fields))\n"
        "    return [row[0] for row in rows.fetchall()]\n",
    ],
)
def test_what_a_database_has_few_of(lines: str) -> None:
    assert [one.likely for one in found_in(lines, "SM203")] == [0]


def test_groups_by_the_name_of_an_argument_are_chosen() -> None:
    text = (
        "def f(db):\n    rows = db.execute(db.build(group_by=kind))\n    return [row[0] for row in rows.fetchall()]\n"
    )
    assert [one.finding.severity for one in found_in(text, "SM203")] == ["note"]


@pytest.mark.parametrize(
    ("table", "severity"),
    [
        ("pq.read_table(names)", "warning"),
        ("table", "note"),
        ("table['name']", "note"),
        ("table.slice(0, n)", "note"),
        ("table.select(names)", "note"),
        ("loads.limit(n).arrow()", "note"),
        ("raw_array", "note"),
    ],
)
def test_some_of_a_table_in_memory_is_no_source(table: str, severity: str) -> None:
    text = "import pyarrow.parquet as pq\n\n\n"
    text += f"def f(table, loads, raw_array, names, n):\n    return [use(one) for one in {table}.to_pylist()]\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == [severity]


@pytest.mark.parametrize(("name", "severity"), [("dump_stats", "note"), ("read_dump", "warning")])
def test_a_verb_says_nothing_of_what_is_read(name: str, severity: str) -> None:
    text = f"def {name}(name):\n    for line in open(name).readlines():\n        use(line)\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == [severity]


def test_what_is_made_of_a_batch_is_no_more_than_that() -> None:
    text = "def f(frame, cursor):\n    {0}.fetchall()\n    return sum([row[0] for row in {0}.iterrows()])\n"
    severities = [one.finding.severity for name in ("batch", "frame") for one in found_in(text.format(name), "SM202")]
    assert severities == ["note", "warning"]


@pytest.mark.parametrize(
    ("head", "likely"), [("# Autogenerated by a compiler\n# DO NOT EDIT\n", 0), ("# edited by hand\n", 1)]
)
def test_what_is_generated_is_aside(head: str, likely: int) -> None:
    text = f"{head}\n\ndef f(xs):\n    return sum([float(x) for x in xs])\n"
    assert [one.likely for one in reviewed({"made": text})["made"].candidates] == [likely]


def test_a_query_that_is_called_as_what_it_is_made_of() -> None:
    text = (
        "class Rows:\n    query = parts.query\n\n    def names(self, cursor):\n        cursor.execute(self.query)\n"
    )
    found = found_in(f"{text}        return [row[0] for row in cursor.fetchall()]\n", "SM203")
    assert [one.finding.severity for one in found] == ["warning"]


@pytest.mark.parametrize("ran", ["db.build(columns=names)", "db.build(names).columns(kind)", "db.add_columns(names)"])
def test_columns_that_a_query_chooses_are_no_catalogue(ran: str) -> None:
    text = f"def move_tables(db):\n    rows = db.execute({ran})\n    return [row[0] for row in rows.fetchall()]\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == ["warning"]


@pytest.mark.parametrize(
    "lines",
    [
        "    sql, given = made(table.where(table.id > 3))\n    rows = db.execute(sql, given)\n",
        "    rows = table.where(table.id > 3).select(table.id).order_by(table.id)\n",
        "    for ids in chunks(all, 500):\n        rows = db.execute(made(ids))\n",
    ],
)
def test_what_is_chosen_on_other_ways(lines: str) -> None:
    indent = "        " if "for" in lines else "    "
    text = f"def f(db, table, all):\n{lines}{indent}out = [row[0] for row in rows.fetchall()]\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == ["note"]


@pytest.mark.parametrize(("path", "likely"), [("test.invariants", 0), ("shop.tests.rows", 0), ("shop.testing", 1)])
def test_what_lies_among_tests_is_aside(path: str, likely: int) -> None:
    text = "def f(xs):\n    return sum([float(x) for x in xs])\n"
    assert [one.likely for one in reviewed({path: text})[path].candidates] == [likely]


@pytest.mark.parametrize(("asked", "severity"), [("cursor", "note"), ("other", "warning")])
def test_a_loop_that_asks_its_own_cursor_for_more_needs_all_rows_first(asked: str, severity: str) -> None:
    text = "class Sessions:\n    def every(self):\n        rows = self.cursor.execute('SELECT * FROM session')\n"
    text += "        for row in rows.fetchall():\n            yield self.model(row)\n\n"
    text += f"    def model(self, row):\n        self.{asked}.execute('DELETE FROM session WHERE id = ?', row)\n"
    assert [one.finding.severity for one in found_in(text, "SM203")] == [severity]


def test_a_coroutine_of_the_old_kind_is_awaited() -> None:
    text = "def f(cursor):\n    {}yield from cursor.fetchall()\n"
    assert found_in(text.format(""), "SM203")
    assert not found_in(text.format("rows = "), "SM203")
