"""How much a test tries: a part in every run, all of it in a proof.

`make proof` runs the same tests as `make test`, once for each seed, with larger counts. It says
which seed by the variable PROOF_SEED; what the seeds try together is the full count.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.words import LANGUAGES

T = TypeVar("T")

SEEDS = 4
"""Runs that make a proof: as many as there are editions, two languages by two models."""

PROOF = "PROOF_SEED" in os.environ
"""Whether this run is a part of a proof."""

SEED = int(os.environ.get("PROOF_SEED", "0"))
"""Which part; a run of `make test` has the first one's seed."""

if SEED not in range(SEEDS):
    raise ValueError(f"PROOF_SEED: found {SEED}, expected a number from 0 to {SEEDS - 1}")

Edition = tuple[str, Model]
EDITIONS: tuple[Edition, ...] = tuple(
    (language, model) for language in LANGUAGES for model in MODELS
)
"""The kinds of workbooks that a plan may become."""

LANGUAGE = LANGUAGES[SEED % len(LANGUAGES)]
"""That of workbooks of which one language is enough."""


def count(test: int, proof: int) -> int:
    """How many to try in this run, where a proof tries `proof` of them in all of its runs."""
    return -(-proof // SEEDS) if PROOF else test


def share(items: Sequence[T], parts: int) -> Sequence[T]:
    """Every second or fourth of the things to try, others under another seed: a proof has all."""
    assert SEEDS % parts == 0
    return items[SEED % parts :: parts]


def seeds(test: int, proof: int) -> range:
    """A seed for each thing to try; no two runs of a proof have one in common."""
    most = count(test, proof)
    return range(SEED * most, (SEED + 1) * most)


def seed(number: int) -> int:
    """The seed of a source of random things, another in each run of a proof."""
    return number + 1_000_003 * SEED


def edition_of(number: int) -> Edition:
    """The edition that a plan is tested in by this run; a proof tests it in all."""
    return EDITIONS[(number + SEED) % len(EDITIONS)]
