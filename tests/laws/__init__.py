"""Three laws that hold for a workbook whatever was done to it; edits to try them with."""
