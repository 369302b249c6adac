"""Every text and every figure has room in its cell, in both languages."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import openpyxl
import pytest

from eks_subnet_xlsx import build_workbook, parse_plan
from eks_subnet_xlsx.calculation import Model, Status
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.layouts.texts import sheet_text, status_text
from eks_subnet_xlsx.plan import MAX_NODES, MAX_PODS_PER_NODE, MAX_ROWS
from eks_subnet_xlsx.words import LANGUAGES, load_words

PLAN = parse_plan(
    "cluster: a\nsubnet: /16\nnode_groups: [{instance_type: m5.large, nodes: 1, pods: 1}]"
)
EDITIONS = [(language, model) for language in LANGUAGES for model in MODELS]
HEADER_LINES = 4
OF_ALL_NODES = {
    "subnet_ips_total", "pods_hosted", "pods_unplaced", "aws_2022_ips", "aws_2022_difference",
}  # fmt: skip
LARGEST_NODE_IPS = 750
"""Addresses of the node that takes the most: 15 ENIs with 50 each."""


def width(text: str) -> float:
    """Characters' widths as a spreadsheet counts them: a Korean one is as wide as two."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide


def lines(text: str, room: float) -> int:
    """Lines that a text takes when it is wrapped at blanks."""
    count, taken = 1, 0.0
    for word in text.split():
        if taken and taken + 1 + width(word) > room:
            count, taken = count + 1, 0.0
        taken += width(word) + (1 if taken else 0)
        while taken > room:
            count, taken = count + 1, taken - room
    return count


@pytest.mark.parametrize(("language", "model"), EDITIONS)
def test_headers_and_labels_fit_their_cells(language: str, model: Model) -> None:
    """Headers fit four lines of their column; a label fits its column, or spills into blanks."""
    book = openpyxl.load_workbook(BytesIO(build_workbook(PLAN, language=language, model=model)))
    words = load_words(language)
    for calculator in MODELS[model]:
        sheet = book[calculator.name]
        for column in calculator.columns:
            room = sheet.column_dimensions[column.letter].width - 1
            header = sheet_text(words, f"column.{column.key}.header")
            assert lines(header, room) <= HEADER_LINES, (header, room)
        for cell in calculator.cells:
            letter = cell.place.rstrip("0123456789")
            before = {"B": "A", "E": "D", "K": "J", "AB": "AA"}.get(letter)
            if before:
                label = sheet[f"{before}{cell.place[len(letter) :]}"].value
                room = sheet.column_dimensions[before].width - 1.5
                assert width(label) <= room, (label, width(label), room)


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_words_fit_their_cells(language: str) -> None:
    """What a row or the verdict says fits its column."""
    words = load_words(language)
    for status in Status:
        text = status_text(words, status)
        if status < Status.ENOUGH:
            assert width(text) <= 38 - 2, text
        elif status <= Status.NO_SIZE:
            assert width(text) <= 20 - 2, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_of_inputs_fit_excel(language: str) -> None:
    """Titles have at most 32 characters, prompts 255, messages 225."""
    words = load_words(language)
    keys = [key for key in words.keys() if key.startswith("prompt.")]  # noqa: SIM118
    for key in keys:
        longest = {"title": 32, "text": 255, "error": 225}[key.rsplit(".", 1)[1]]
        assert len(sheet_text(words, key)) <= longest, key


@pytest.mark.parametrize("model", MODELS)
def test_largest_figures_fit_their_cells(model: Model) -> None:
    """No legal value shows as number signs: the largest figure of each place has room."""
    book = openpyxl.load_workbook(BytesIO(build_workbook(PLAN, model=model)))
    per_row = max(LARGEST_NODE_IPS, 2 * MAX_PODS_PER_NODE) * MAX_NODES
    for calculator in MODELS[model]:
        sheet = book[calculator.name]
        for column in calculator.derived_columns:
            if column.style in {"count", "change", "muted"}:
                room = sheet.column_dimensions[column.letter].width - 1
                largest = per_row if column.key in OF_ALL_NODES else 2 * MAX_PODS_PER_NODE
                assert width(f"+{largest:,}") <= room, column.key
            if column.style == "percent":
                share = LARGEST_NODE_IPS * MAX_NODES / 11
                assert width(f"{share:.1%}") <= sheet.column_dimensions[column.letter].width - 1
        for letter in ("B", "E", "K"):
            total = f"-{per_row * MAX_ROWS:,}"
            room = sheet.column_dimensions[letter].width - 1
            assert width(total) <= room, (letter, total)
