"""Fleets: many plans from many sources, and a workbook for every cluster."""
