"""What is done with one workbook or two plans: recalculated, annotated, compared."""
