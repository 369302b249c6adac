"""What a cell holds."""

from __future__ import annotations

CellValue = str | int | float | bool | None
"""A text, a number, TRUE or FALSE, or nothing."""
