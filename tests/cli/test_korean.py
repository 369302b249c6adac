"""Who is spoken to in Korean, and that a Korean table is Korean."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.cli.language import start, words


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("ko", "ko"), ("ko_KR", "ko"), ("ko_KR.UTF-8", "ko"), ("ko-KR", "ko"), ("KO_kr.euckr", "ko"), ("ko.UTF-8", "ko"),
        ("ko_KP@x", "ko"), ("Korean_Korea.949", "ko"), ("kor", "ko"),
        ("kok", "en"), ("kok_IN", "en"), ("kok_IN.UTF-8", "en"), ("kok-Deva-IN", "en"), ("koi_RU", "en"), ("koro", "en"),
        ("en_KO", "en"), ("C.UTF-8", "en"), ("de_DE", "en"), ("_ko", "en"), ("k", "en"),
    ],
)  # fmt: skip
def test_korean_is_a_language_not_two_letters(
    locale: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Konkani and Komi begin alike and are others."""
    start()
    monkeypatch.setenv("LC_ALL", locale)
    assert words().language == language


def test_korean_table_answers_in_korean(tmp_path: Path) -> None:
    """Yes and no are words like all others."""
    start()
    done = CliRunner().invoke(app, ["limits", "m4.large", "--language", "ko"])
    cells = done.output.split()
    assert cells[cells.index("m4.large") : -1].count("아니요") == 2
    assert not {"yes", "no"} & set(cells)
    assert not list(tmp_path.iterdir())
