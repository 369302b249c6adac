"""What several tests need: LibreOffice, and a reader of cells that is not ours."""
