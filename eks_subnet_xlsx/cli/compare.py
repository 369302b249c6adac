"""AWS's figures of 2022 beside ours, with the reason of each difference; a part of show."""

from __future__ import annotations

from eks_subnet_xlsx.cli.console import say_table
from eks_subnet_xlsx.sheets import SheetResult
from eks_subnet_xlsx.sheets.aws_columns import departures_of
from eks_subnet_xlsx.words import Words


def say_departures(result: SheetResult, texts: Words) -> None:
    """Prints a line for each group and each departure that changes its figure."""
    rows: list[list[object]] = []
    for row in result.rows:
        if row.counted is None:
            continue
        name = row.inputs.node_group or row.type_key
        figures = [
            result.row_figure(row, "aws_2022_ips"),
            result.row_figure(row, "subnet_ips_total"),
        ]
        rows.append([name, *figures, result.row_figure(row, "aws_2022_difference"), ""])
        rows += [
            ["", "", "", departure.change, texts[f"departure.{departure.key}"]]
            for departure in departures_of(row.counted)
        ]
    total = [result.figure(key) for key in ("ips_2022", "node_ips", "difference_2022")]
    rows.append([texts["cli.compare.total"], *total, ""])
    keys = ("group", "aws", "ours", "difference", "because")
    title = f"{result.calculator.name}, {texts['section.beside']}"
    say_table([texts[f"cli.compare.{key}"] for key in keys], rows, title=title)


def comparison(result: SheetResult) -> dict[str, object]:
    """AWS's figures of a sheet, and each row's departures, for JSON."""
    return {
        "node_ips": result.figure("ips_2022"),
        "difference": result.figure("difference_2022"),
        "rows": [
            {
                "subnet_ips_total": result.row_figure(row, "aws_2022_ips"),
                "difference": result.row_figure(row, "aws_2022_difference"),
                "departures": {
                    departure.key: departure.change for departure in departures_of(row.counted)
                },
            }
            for row in result.rows
        ],
    }
