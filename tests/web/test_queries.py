"""A list of queries in the browser: a table, or CSV, and every hostile form refused."""

from __future__ import annotations

import csv
import io

import pytest

BOUNDARY = "----line"


def form(*fields: tuple[str, str]) -> str:
    parts = [f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n" for name, value in fields]
    return "".join(parts) + f"--{BOUNDARY}--\r\n"


def ask(served, *fields: tuple[str, str], kind: str = f"multipart/form-data; boundary={BOUNDARY}", origin: str = ""):
    return served.send("/queries", form(*fields), content_type=kind, origin=origin or served.address)


def test_a_pasted_list_is_answered_as_a_table(served) -> None:
    answer = ask(served, ('name="queries"', "warrant\r\n(warrant\r\nkind:memo"), ('name="as"', "table"))
    assert answer.status == 200
    table = answer.text.split("<tbody>")[1].split("</tbody>")[0]
    assert table.count("<tr>") == 3
    assert '<td class="n" data-label="Pages">4</td>' in table
    assert f"/page/{served.page('plan', 2)}?q=warrant#hit" in table
    assert "character 1" in table
    assert "no page has one yet" in table
    assert "warrant\n(warrant\nkind:memo</textarea>" in answer.text
    assert answer.text.rstrip().endswith("</html>")


def test_a_file_of_queries_is_answered_as_csv(served) -> None:
    sent = (('name="queries"', ""), ('name="file"; filename="../../list.txt"', "warrant\n=cmd()"), ('name="as"', "csv"))
    answer = ask(served, *sent)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "INTERNAL" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert (rows[0]["query"], rows[0]["pages"]) == ("warrant", "4")
    assert rows[1]["query"] == "'=cmd()"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ((('name="queries"', " \r\n "),), "holds no query"),
        ((('name="queries"', "a\n" * 1001),), "1001 queries"),
        ((('name="file"; filename="x"', "x" * 4_100_000),), "larger than 4 MB"),
        ((('name="file"; filename="x"', "a"), ('name="file"; filename="y"', "b")), "no form"),
    ],
)
def test_what_is_no_list_is_said_in_words(served, fields, said: str) -> None:
    answer = ask(served, *fields)
    assert answer.status == 400
    assert said in answer.text


def test_no_other_site_and_no_other_form_may_ask(served) -> None:
    assert ask(served, ('name="queries"', "warrant"), origin="http://evil.example").status == 403
    assert ask(served, kind="application/json").status == 400
    assert ask(served, kind="multipart/form-data").status == 400
