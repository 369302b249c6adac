"""The reading side: what stands in a filled-in workbook. It reads and never judges."""
