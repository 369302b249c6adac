"""The file format: archive, XML, cells, formulas as text, splices; knows no calculator."""
