"""Workbooks as files: the blank, what is written into it, and what is read back.

The writing and the reading side do not know each other.
"""
