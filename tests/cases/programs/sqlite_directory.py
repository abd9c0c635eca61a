"""SM101: all rows of a table become dicts, then contacts; a directory of the managers' names is all that stays."""

import argparse
import sqlite3


def fill(connection, count):
    connection.execute("create table staff (id integer, name text, mail text, grade integer, salary real)")
    rows = ((i, f"Name {i}", f"name.{i}@example.org", i % 45, 1000 + i / 3) for i in range(count))
    connection.executemany("insert into staff values (?, ?, ?, ?, ?)", rows)


def directory(connection):
    cursor = connection.execute("select * from staff")
    names = [column[0] for column in cursor.description]
    records = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    contacts = [{**record, "display": f"{record['name']} <{record['mail']}>"} for record in records]
    return {contact["id"]: contact["display"] for contact in contacts if contact["grade"] == 44}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=40_000)
database = sqlite3.connect("")
fill(database, parser.parse_args().n)
DIRECTORY = directory(database)
database.close()
print(len(DIRECTORY))
