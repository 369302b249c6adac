"""Who is spoken to in Korean, and that a Korean table is Korean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.cli.language import start, words
from eks_subnet_xlsx.words import load_words


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


WORKBOOK_TABLES = (
    "label",
    "column",
    "title",
    "status",
    "about",
    "limits",
    "sizes",
    "words",
    "prompt",
)
"""Words of the sheets, which circulate."""

DISCARDED = {
    "플랜": "계획", "까닭": "근거", "옛": "레거시", "예전": "이전", "모르는 유형": "알 수 없는 유형",
    "다른 가능성": "대안 설정", "배치가": "레이아웃", "나쁜": "심각한", "살아 있는": "자동 계산되는",
    "현명": "경고", "십시오": "하세요", "을 썼습니다": "저장했습니다",
}  # fmt: skip
"""Words that have another beside them for the same thing."""


def said_in_korean() -> dict[str, str]:
    """The sentences of the command, by key."""
    korean = load_words("ko")
    keys = (key for key in korean.keys() if key.split(".")[0] not in WORKBOOK_TABLES)  # noqa: SIM118 (not a mapping)
    return {key: korean[key] for key in keys}


def test_no_particle_depends_on_what_is_filled_in() -> None:
    """Neither both forms of one, nor one of them right behind a place that is filled in."""
    both = re.compile(r"[이은을]\([가는를]\)|[와과]\([과와]\)|\((으|이)\)")
    behind = re.compile(
        r"\}[\"'`]?(이|가|은|는|을|를|과|와|으?로|이?라는?|이?라고|이고|이며|이어야)(?=[\s,.)])"
    )
    korean = load_words("ko")
    assert [key for key in korean.keys() if both.search(korean[key])] == []  # noqa: SIM118 (not a mapping)
    assert [key for key, text in said_in_korean().items() if behind.search(text)] == []


def test_one_word_for_each_thing() -> None:
    """A word that has another for the same thing is in no sentence."""
    found = [
        (key, word) for key, text in said_in_korean().items() for word in DISCARDED if word in text
    ]
    assert found == []


def test_every_sentence_of_the_command_is_korean() -> None:
    """But for names, formulas and what is the same in every language."""
    english, korean = load_words("en"), said_in_korean()
    same = [key for key, text in korean.items() if text == english[key]]
    sentence = re.compile("[a-z]{2,} [a-z]{2,}")
    assert [
        key for key in same if sentence.search(korean[key]) and not key.endswith(".examples")
    ] == []
