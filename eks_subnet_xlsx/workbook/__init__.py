"""Workbooks as files: the blank, what is written into it, and what is read back.

The writing and the reading side do not know each other.
"""

from eks_subnet_xlsx.workbook.reading.reader import WorkbookReading, read_workbook
from eks_subnet_xlsx.workbook.render import build_workbook

__all__ = ["WorkbookReading", "build_workbook", "read_workbook"]
