"""The only door to files that stand outside the package in a checkout: templates and samples.

The wheel carries both folders inside the package; an editable install does not see them there, so
the checkout is asked next. This room reads; it never writes.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def read_template(name: str) -> str:
    """The text of a file of ``templates/``, UTF-8.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    return (_folder("_templates", "templates") / name).read_text(encoding="utf-8")


def sample_plans() -> list[Path]:
    """The sample plans, by name."""
    return sorted(_folder("_samples", "samples/plans").iterdir())


def _folder(packaged: str, in_checkout: str) -> Path:
    inside = _PACKAGE / packaged
    if inside.is_dir():
        return inside
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / in_checkout
    raise FileNotFoundError(inside)
