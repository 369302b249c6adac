"""Cells as XML text: a value, or a formula together with its result."""

from __future__ import annotations

import re
from html import escape as escape_html

from eks_subnet_xlsx.ooxml.values import CellValue

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TO_ESCAPE = re.compile(
    r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]"
)
_REPLACEMENT = "\ufffd"
_QUOTES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def escape(text: str) -> str:
    """Text in which no character is markup, and none is lost when it is read as XML."""
    return escape_html(text, quote=False).replace("\r", "&#13;")


def xml_text(text: str) -> str:
    """Text as the content of an element; what XML cannot hold is spelled as spreadsheets do.

    Source: ECMA-376 part 1, 22.9.2.19, ST_Xstring: _x001B_ stands for a character by its number,
    and _x005F_ for an underscore that would begin such a spelling.
    """
    return escape(_TO_ESCAPE.sub(_spelled, text))


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    # Half a character can be spelled too, and no program could show it.
    return _REPLACEMENT if "\ud800" <= character <= "\udfff" else f"_x{ord(character):04X}_"


def unescaped(text: str) -> str:
    """Text as it was before `xml_text` spelled some of its characters by their numbers."""
    if "_x" not in text:
        return text
    characters = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return characters.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def xml_attribute_or_text(text: str) -> str:
    """Text that may stand in an attribute as well as in an element."""
    return xml_text(text).translate(_QUOTES)


def value_cell(place: str, style: str, value: CellValue) -> str:
    """A cell that holds a value; text stays text, whatever it begins with."""
    if value is None:
        return f'<c r="{place}" s="{style}"/>'
    if isinstance(value, str):
        text = f'<is><t xml:space="preserve">{xml_text(value)}</t></is>'
        return f'<c r="{place}" s="{style}" t="inlineStr">{text}</c>'
    if isinstance(value, bool):
        return f'<c r="{place}" s="{style}" t="b"><v>{value:d}</v></c>'
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'


FormulaPieces = tuple[str, str]
"""What stands before the result in a cell with a formula: where that is text, where a number."""


def formula_pieces(place: str, style: str, formula: str) -> FormulaPieces:
    """What of a cell with a formula does not depend on its result."""
    start, end = f'<c r="{place}" s="{style}"', f"><f>{xml_text(formula)}</f><v>"
    return f'{start} t="str"{end}', f"{start}{end}"


def formula_result(pieces: FormulaPieces, value: str | float) -> str:
    """A cell that holds a formula and what it gives."""
    if isinstance(value, str):
        return f"{pieces[0]}{xml_text(value) if value else ''}</v></c>"
    return f"{pieces[1]}{value!r}</v></c>"


def formula_cell(place: str, style: str, formula: str, value: str | float) -> str:
    """A cell that holds a formula and what it gives."""
    return formula_result(formula_pieces(place, style, formula), value)
