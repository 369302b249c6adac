"""Draws the blank: every sheet as it looks, without a figure in it. The only user of openpyxl.

Texts are placeholders such as ``{{label.nodes}}``, and cells that change are left empty with their
style, so that one blank serves all languages and all plans. `tools/draw_blank.py` calls this and
ships the parts; nothing here runs when a workbook is generated.
"""

from eks_subnet_xlsx.workbook.drawing.parts import drawn_parts

__all__ = ["drawn_parts"]
