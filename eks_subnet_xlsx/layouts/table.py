"""The rows of the present layout's tables."""

from __future__ import annotations

from eks_subnet_xlsx.layouts.model import TableRows

HEADER_ROW = 22
FIRST_ROW = 23
LAST_ROW = 1_022
"""The table's rows that totals and validation reach: room for a thousand node groups."""

TABLE = TableRows(HEADER_ROW, FIRST_ROW, LAST_ROW)

READY_ROWS = 50
"""Rows that carry formulas before the plan needs them."""

SPARE_ROWS = 10
"""Rows ready to fill in below a plan of more than `READY_ROWS` groups."""
