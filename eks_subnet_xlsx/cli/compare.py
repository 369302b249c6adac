"""AWS's figures of 2022 beside ours, with the reason of each difference; a part of show."""

from __future__ import annotations

from eks_subnet_xlsx.calculation import SheetResult
from eks_subnet_xlsx.calculation.rows_2022 import departures_of
from eks_subnet_xlsx.cli.console import say_table
from eks_subnet_xlsx.layouts.present import figure, row_figure
from eks_subnet_xlsx.words import Words


def say_departures(result: SheetResult, texts: Words) -> None:
    """Prints a line for each group and each departure that changes its figure."""
    rows: list[list[object]] = []
    for row in result.rows:
        if row.counted is None:
            continue
        name = row.inputs.node_group or row.type_key
        figures = [
            row_figure(result, row, "aws_2022_ips"),
            row_figure(result, row, "subnet_ips_total"),
        ]
        rows.append([name, *figures, row_figure(result, row, "aws_2022_difference"), ""])
        rows += [
            ["", "", "", departure.change, texts[f"departure.{departure.key}"]]
            for departure in departures_of(row.counted)
        ]
    total = [figure(result, key) for key in ("ips_2022", "node_ips", "difference_2022")]
    rows.append([texts["cli.compare.total"], *total, ""])
    keys = ("group", "aws", "ours", "difference", "because")
    title = f"{result.name}, {texts['section.beside']}"
    say_table([texts[f"cli.compare.{key}"] for key in keys], rows, title=title)


def comparison(result: SheetResult) -> dict[str, object]:
    """AWS's figures of a sheet, and each row's departures, for JSON."""
    return {
        "node_ips": figure(result, "ips_2022"),
        "difference": figure(result, "difference_2022"),
        "rows": [
            {
                "subnet_ips_total": row_figure(result, row, "aws_2022_ips"),
                "difference": row_figure(result, row, "aws_2022_difference"),
                "departures": {
                    departure.key: departure.change for departure in departures_of(row.counted)
                },
            }
            for row in result.rows
        ],
    }
