"""AWS's figure of 2022 and ours: the departures between them add up."""

from __future__ import annotations

import pytest
from support.fillings import Fillings

from eks_subnet_xlsx import LimitsCatalog, read_plan
from eks_subnet_xlsx.calculation import plan_results
from eks_subnet_xlsx.calculation.rows_2022 import departures_of
from eks_subnet_xlsx.layouts.present import row_figure
from eks_subnet_xlsx.resources import sample_plans

AWS_SAMPLE = next(path for path in sample_plans() if path.stem == "aws-2022")


def test_departures_add_up_to_the_difference(catalog: LimitsCatalog) -> None:
    """For every row of 100 random plans the shares sum to ours less AWS's figure."""
    source = Fillings(seed=23, catalog=catalog)
    for _ in range(100):
        for result in plan_results(source.plan(), catalog.find):
            for row in result.rows:
                total = sum(departure.change for departure in departures_of(row.counted))
                assert total == row_figure(result, row, "aws_2022_difference")


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (0, [[("host_network", -4)], [("host_network", -2), ("daemonset", 15)]]),
        (
            1,
            [
                [("host_network", -4), ("single_ips", -28), ("warm_target", 2)],
                [("host_network", -2), ("daemonset", 15), ("single_ips", -10), ("warm_target", 1)],
            ],
        ),
    ],
)
def test_departures_of_aws_own_sample(
    catalog: LimitsCatalog, sheet: int, expected: list[list[tuple[str, int]]]
) -> None:
    """351 becomes 360 and 276 becomes 250, each step with its size."""
    result = plan_results(read_plan(AWS_SAMPLE), catalog.find)[sheet]
    found = [
        [(departure.key, departure.change) for departure in departures_of(row.counted)]
        for row in result.rows
    ]
    assert found == expected
