"""Workbooks as files: the blank, what is written into it, and what is read back.

The writing side (`render`) and the reading side (`reading`) do not know each other, and nobody pays
for the one that it does not use.
"""
