"""Whatever stands in a fleet's table: plans come out, or what is wrong with them."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from eks_subnet_xlsx import LimitsCatalog, Plan, PlanError
from eks_subnet_xlsx.fleet.sources import fleet_plans
from eks_subnet_xlsx.fleet.table import COLUMNS
from eks_subnet_xlsx.words import LANGUAGES, load_words

headers = st.one_of(
    st.permutations([column.name for column in COLUMNS]),
    st.lists(st.sampled_from([column.name for column in COLUMNS]), max_size=12),
    st.lists(st.text(max_size=12), max_size=6),
)
usual = st.sampled_from(
    ("", " ", "a", "b", "m5.large", "/24", "10.0.0.0/22", "3", "0", "-1", "1.0", "1,5", "unset", "ko")
)  # fmt: skip
cells = st.one_of(usual, usual, st.text(max_size=12), st.integers().map(str))


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A header and rows, of which some are too long or too short."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=draw(st.sampled_from(",;\t")))
    writer.writerow(draw(headers))
    writer.writerows(draw(st.lists(st.lists(cells, max_size=len(COLUMNS) + 1), max_size=6)))
    return stream.getvalue()


contents = st.one_of(
    st.binary(),
    st.text().map(str.encode),
    tables().map(str.encode),
    tables().map(lambda text: text.encode("utf-16")),
)


@given(content=contents)
def test_any_table_is_plans_or_refused(content: bytes, catalog: LimitsCatalog) -> None:
    """Each cluster is a plan, or an error whose words can be written in each language."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "fleet.csv")
        path.write_bytes(content)
        for entry in fleet_plans([str(path)], catalog):
            if isinstance(entry.plan, PlanError):
                texts = [entry.plan.text(load_words(language)) for language in LANGUAGES]
                assert all(text.encode() for text in texts)
            else:
                assert isinstance(entry.plan, Plan)
