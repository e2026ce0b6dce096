"""Tables come out as they went in, and nothing in them is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.tables import COMMA, SEMICOLON, table
from tests.core.strategies import any_text


def read(data: bytes, separator: str = COMMA) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_excel_knows_that_it_is_utf_8() -> None:
    assert table([["Ad", "Əli", "Հայկ", "علی", "Мамед"]]).startswith(b"\xef\xbb\xbf")


def test_names_in_any_script_come_out_as_they_went_in() -> None:
    names = ["Əli", "Հայկ", "علی", "Мамед", "O‘g‘uz, son of “Ali”", "李"]
    assert read(table([names])) == [names]


@pytest.mark.parametrize("separator", [COMMA, SEMICOLON])
def test_a_separator_within_a_cell_separates_nothing(separator: str) -> None:
    assert read(table([["a;b,c", 12, None]], separator=separator), separator) == [["a;b,c", "12", ""]]


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\n=1",
        "＝1",
        '=HYPERLINK("http://x")',
        "=cmd|'/c calc'!A1",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(formula: str) -> None:
    [[cell]] = read(table([[formula]]))
    assert cell.startswith("'")


@pytest.mark.parametrize("other", [",", ";", "\t"])
@pytest.mark.parametrize("separator", [COMMA, SEMICOLON])
def test_nothing_is_a_formula_where_a_spreadsheet_takes_another_separator(separator: str, other: str) -> None:
    rows = [["Amir", f"x{other}=1+1{other} @SUM(A1){other}-2"]]
    [cells] = read(table(rows, separator=separator), other)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


@given(st.lists(st.lists(any_text, min_size=1, max_size=4), min_size=1, max_size=4))
def test_whatever_is_in_a_cell_the_table_keeps_its_shape_and_runs_nothing(rows: list[list[str]]) -> None:
    found = read(table(rows))
    assert [max(1, len(row)) for row in found] == [len(row) for row in rows]
    for row in found:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
