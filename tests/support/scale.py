"""How much a run proves: `make test` a part, each slice of `make proof` another, all slices the whole.

The same tests run in both, under other seeds and with other counts.
"""

from __future__ import annotations

import os

from eks_subnet_xlsx.sheets import MODELS, Model
from eks_subnet_xlsx.words import LANGUAGES

SLICES = 4
"""As many as there are editions, so that a proof tests each plan in all of them."""

VARIABLE = "EKS_SUBNET_XLSX_PROOF_SLICE"

_asked = os.environ.get(VARIABLE)
IS_PROOF = _asked is not None
SLICE = int(_asked or 0) % SLICES

Edition = tuple[str, Model]
EDITIONS: tuple[Edition, ...] = tuple(
    (language, model) for language in LANGUAGES for model in MODELS
)
"""The kinds of workbooks that a plan may become."""


def count(usual: int, whole: int) -> int:
    """How many of something to try: as usual, or a slice's part of the whole."""
    return -(-whole // SLICES) if IS_PROOF else usual


def seed(number: int) -> int:
    """The seed of a source of random things, another in each slice."""
    return number + 1_000_003 * SLICE


def edition_of(number: int) -> Edition:
    """The edition that a plan is tested in by this run; over all slices it is each in turn."""
    return EDITIONS[(number + SLICE) % len(EDITIONS)]


def is_ours(number: int) -> bool:
    """Whether a thing belongs to this slice, of those that only all slices together try."""
    return number % SLICES == SLICE
