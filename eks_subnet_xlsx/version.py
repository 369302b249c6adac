"""The version of the package; asking the installation for it would take longer than a plan."""

__version__ = "0.1.0"
