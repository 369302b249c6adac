"""Findings as documents for people and for pipelines: JSON, Markdown, SARIF, JUnit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from eks_subnet_xlsx.calculation import Status
from eks_subnet_xlsx.checks import SheetVerdict, WorkbookReport
from eks_subnet_xlsx.cli.console import json_text
from eks_subnet_xlsx.errors import EksSubnetXlsxError
from eks_subnet_xlsx.findings import Finding, Term
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.output import JSON_VERSION
from eks_subnet_xlsx.rules import RULES
from eks_subnet_xlsx.version import __version__
from eks_subnet_xlsx.words import Words, printable

_SEVERAL = 2
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is said of a file; without its cells, so that many are small.

    Attributes:
        source: the file's name.
        report: of it, without what was read.
        findings: those that were selected.
        stated: what the workbook says of itself.
        runs_on: the calculator that shows the cluster as it is set; None where nothing says so.
    """

    source: str
    report: WorkbookReport
    findings: tuple[Finding, ...]
    stated: Mapping[str, object]
    runs_on: str | None

    def worst(self, sheet: str | None = None) -> Finding | None:
        """The first error, else the first warning; of a sheet, those of no sheet are too."""
        own = [found for found in self.findings if sheet is None or found.sheet in {sheet, None}]
        errors = [finding for finding in own if finding.severity == "error"]
        return next(iter(errors or own), None)

    def worst_of(self, sheet: SheetVerdict, words: Words) -> str:
        """The worst finding in words; where there is none beside a bad verdict, why not."""
        worst = self.worst(sheet.name)
        if worst is not None:
            return f"{worst.rule} {worst.title(words)}"
        if sheet.verdict is Status.ENOUGH:
            return words["cli.validate.none"]
        calculators = {item.calculator for item in self.report.sheets}
        is_judged = self.runs_on not in calculators or sheet.calculator == self.runs_on
        return words["cli.validate.none_chosen" if is_judged else "cli.validate.none_judged"]


def file_report(source: str, report: WorkbookReport, wanted: frozenset[str]) -> FileReport:
    """What is said of a file by the rules that are wanted."""
    findings = tuple(found for found in report.findings if found.rule in wanted)
    runs_on = report.reading.facts.runs_on if report.reading else None
    return FileReport(source, replace(report, reading=None), findings, _stated(report), runs_on)


def count(reports: Sequence[FileReport], severity: str) -> int:
    """How many findings there are of a severity."""
    return sum(finding.severity == severity for report in reports for finding in report.findings)


def as_json(reports: Sequence[FileReport], words: Words) -> str:
    """All files with their figures and findings."""
    document = {
        "schema_version": JSON_VERSION,
        "errors": count(reports, "error"),
        "warnings": count(reports, "warning"),
        "files": [
            {
                "file": report.source,
                **report.stated,
                "sheets": [_sheet(sheet) for sheet in report.report.sheets],
                "findings": [_finding(finding, words) for finding in report.findings],
            }
            for report in reports
        ],
    }
    return json_text(document)


def _stated(report: WorkbookReport) -> dict[str, object]:
    reading = report.reading
    if reading is None:
        return {}
    facts = reading.facts
    return {
        "origin": reading.layout.origin,
        "model": reading.model,
        "cluster": facts.cluster,
        "language": facts.language,
        "schema_version": facts.schema_version,
        "limits_date": facts.limits_date,
        "program": facts.program,
    }


def _sheet(sheet: SheetVerdict) -> dict[str, object]:
    return {
        "sheet": sheet.name,
        "calculator": sheet.calculator,
        "stored_ips": sheet.stored_ips,
        "right_ips": sheet.right_ips,
        "usable_ips": sheet.usable_ips,
        "complete": sheet.is_complete,
        "verdict": sheet.verdict.name.lower(),
    }


def _finding(finding: Finding, words: Words) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "name": finding.key,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message(words),
        "remedy": finding.remedy(words),
        "facts": {key: _plain(value, words) for key, value in finding.facts.items()},
    }


def _plain(value: object, words: Words) -> object:
    if isinstance(value, Term):
        return words[value.key]
    return value.text(words) if isinstance(value, EksSubnetXlsxError) else value


def as_markdown(reports: Sequence[FileReport], words: Words) -> str:
    """A table of verdicts and one of findings, for a pull request."""
    lines = markdown_table(
        _headers(("file", "sheet", "in_file", "right", "usable", "verdict"), words),
        (
            [
                _code(report.source), sheet.name, sheet.stored_ips, sheet_figure(sheet, words),
                sheet.usable_ips, status_text(words, sheet.verdict),
            ]
            for report in reports
            for sheet in report.report.sheets
        ),
    )  # fmt: skip
    findings = [(report.source, finding) for report in reports for finding in report.findings]
    if findings:
        lines += ["", *markdown_table(
            _headers(("rule", "file", "place", "message", "do"), words),
            (
                [
                    _Markup(f"**{finding.rule}**") if finding.severity == "error" else finding.rule,
                    _code(source), finding.place, finding.message(words), finding.remedy(words),
                ]
                for source, finding in findings
            ),
        )]  # fmt: skip
    return "\n".join([*lines, "", total_line(reports, words)])


def sheet_figure(sheet: SheetVerdict, words: Words) -> str:
    """The right figure; marked where not every input could be counted."""
    figure = f"{sheet.right_ips:,}"
    if sheet.is_complete:
        return figure
    return words.text("cli.validate.incomplete", figure=figure)


def total_line(reports: Sequence[FileReport], words: Words) -> str:
    """How many files were judged, and how many findings there are; of several, how many each."""
    facts = {"files": f"{len(reports):,}"}
    facts |= {f"{kind}s": f"{count(reports, kind):,}" for kind in ("error", "warning")}
    line = words.text("cli.validate.total", **facts)
    if len(reports) < _SEVERAL:
        return line
    worst = Counter(found.severity if (found := report.worst()) else "none" for report in reports)
    facts = {kind: f"{worst[kind]:,}" for kind in ("error", "warning", "none")}
    return f"{line}\n{words.text('cli.validate.files', **facts)}"


def markdown_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table."""
    lines = [_markdown_row(headers), _markdown_row(["---"] * len(headers))]
    return [*lines, *map(_markdown_row, rows)]


def _headers(keys: Sequence[str], words: Words) -> list[str]:
    return [words[f"cli.validate.{key}"] for key in keys]


def _markdown_row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(_markdown_text(cell) for cell in cells)} |"


class _Markup(str):
    """Text that is Markdown already."""

    __slots__ = ()


_MARKS = re.compile(r"[\\`*\[\]<>|&]|~(?=\S)|(?<=\S)~|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown takes for more than a character; underlines in words and lone tildes are none."""


def _markdown_text(cell: object) -> str:
    if isinstance(cell, _Markup):
        return cell
    text = "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)
    return _MARKS.sub(r"\\\g<0>", printable(" ".join(text.split())))


def _code(text: str) -> _Markup:
    """Text between more backticks than stand in it, one after the other."""
    text = printable(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return _Markup(f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|"))


def as_sarif(reports: Sequence[FileReport], words: Words) -> str:
    """SARIF 2.1.0, as code scanning reads it."""
    rules = [
        {
            "id": rule.id,
            "name": rule.key,
            "shortDescription": {"text": words[f"finding.{rule.key}.title"]},
            "defaultConfiguration": {"level": rule.severity},
        }
        for rule in RULES.values()
    ]
    results = [
        {
            "ruleId": finding.rule,
            "ruleIndex": list(RULES).index(finding.rule),
            "level": finding.severity,
            "message": {"text": f"{finding.message(words)} {finding.remedy(words)}"},
            "locations": [_location(report.source, finding)],
        }
        for report in reports
        for finding in report.findings
    ]
    driver = {
        "name": "eks-subnet-xlsx",
        "version": __version__,
        "rules": rules,
    }
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "utf16CodeUnits"}
    document = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(document)


def _location(source: str, finding: Finding) -> dict[str, object]:
    uri = "stdin" if source == "-" else _uri(source)
    location: dict[str, object] = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    if finding.place:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.place}]
    return location


def _uri(source: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 (for SARIF alone)

    return quote(source.replace("\\", "/"))


def as_junit(reports: Sequence[FileReport], words: Words) -> str:
    """JUnit's XML: a suite for each file, a failed case for each error, warnings as text."""
    suites = ET.Element("testsuites", name="eks-subnet-xlsx")
    for report in reports:
        errors = [finding for finding in report.findings if finding.severity == "error"]
        source = printable(report.source)
        cases = max(1, len(errors))
        suite = ET.SubElement(
            suites, "testsuite", name=source, tests=str(cases), failures=str(len(errors)),
            errors="0", skipped="0",
        )  # fmt: skip
        if not errors:
            ET.SubElement(suite, "testcase", classname=source, name="validate")
        for finding in errors:
            name = printable(f"{finding.rule} {finding.place}".strip())
            case = ET.SubElement(suite, "testcase", classname=source, name=name)
            failure = ET.SubElement(
                case, "failure", message=printable(finding.message(words)), type=finding.rule
            )
            failure.text = printable(finding.remedy(words))
        warnings = [finding for finding in report.findings if finding.severity == "warning"]
        if warnings:
            ET.SubElement(suite, "system-out").text = "\n".join(
                printable(f"{item.rule} {item.place}: {item.message(words)}") for item in warnings
            )
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True)
