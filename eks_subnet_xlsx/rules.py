"""What a workbook is judged by: the ids of the rules, their families, their names.

An id is a letter, E for wrong and W for unwise, and a number whose hundred is the family. Ids are a
contract with every pipeline that selects or ignores them: never reused, never renumbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Family = Literal["file", "input", "formula", "result", "limits", "capacity", "aws_2022"]

_FAMILIES: dict[str, Family] = {
    "1": "file",
    "2": "input",
    "3": "formula",
    "4": "result",
    "5": "limits",
    "6": "capacity",
    "7": "aws_2022",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its words stand under ``finding.<key>.``.

    Attributes:
        since: the version that had it first.
    """

    id: str
    key: str
    since: str = "0.1.0"

    @property
    def severity(self) -> Severity:
        """Wrong, or unwise."""
        return "error" if self.id.startswith("E") else "warning"

    @property
    def family(self) -> Family:
        """What it is about."""
        return _FAMILIES[self.id[1]]


RULES = {
    rule.id: rule
    for rule in (
        Rule("E101", "not_a_workbook"),
        Rule("E102", "encrypted"),
        Rule("E103", "macros"),
        Rule("E104", "too_large"),
        Rule("E105", "damaged"),
        Rule("E106", "newer_layout"),
        Rule("W107", "older_layout"),
        Rule("E108", "no_calculator"),
        Rule("E109", "sheet_missing"),
        Rule("E110", "column_missing"),
        Rule("W111", "header_changed"),
        Rule("E112", "unreadable"),
        Rule("E113", "precision_as_displayed"),
        Rule("E114", "row_missing"),
        Rule("W115", "sheet_not_read"),
        Rule("E191", "check_failed"),
        Rule("E201", "unknown_type"),
        Rule("W202", "legacy_type"),
        Rule("E203", "input_missing"),
        Rule("E204", "input_negative"),
        Rule("E205", "input_not_whole"),
        Rule("E206", "number_as_text"),
        Rule("E207", "input_out_of_bounds"),
        Rule("E208", "input_not_a_number"),
        Rule("E209", "row_not_counted"),
        Rule("W210", "row_hidden"),
        Rule("W211", "group_doubled"),
        Rule("W212", "input_merged"),
        Rule("E213", "type_characters"),
        Rule("E214", "input_empty_text"),
        Rule("E215", "input_is_boolean"),
        Rule("E216", "input_is_date"),
        Rule("E217", "type_spelled"),
        Rule("E218", "input_moved"),
        Rule("E301", "typed_over"),
        Rule("E302", "points_at_another_row"),
        Rule("E303", "total_misses_rows"),
        Rule("E304", "another_file"),
        Rule("E305", "error_value"),
        Rule("E306", "formula_changed"),
        Rule("E307", "values_only"),
        Rule("E308", "input_never_calculated"),
        Rule("W309", "input_volatile"),
        Rule("E310", "input_circular"),
        Rule("E311", "lookup_misses_rows"),
        Rule("W312", "lookup_misses_unused"),
        Rule("E313", "total_counts_more"),
        Rule("E314", "input_blank_cell"),
        Rule("E315", "input_recent_function"),
        Rule("E316", "formula_follows_columns"),
        Rule("E401", "never_calculated"),
        Rule("E402", "stale"),
        Rule("E403", "differs"),
        Rule("E404", "rests_on_fault"),
        Rule("W501", "limits_edited"),
        Rule("E502", "limits_edited_matter"),
        Rule("W503", "limits_older"),
        Rule("E504", "limits_older_matter"),
        Rule("E505", "limits_unusable"),
        Rule("E506", "lookup_changed"),
        Rule("E507", "type_not_in_limits"),
        Rule("E508", "limits_columns_moved"),
        Rule("E509", "limits_computed"),
        Rule("E601", "exhausted"),
        Rule("W602", "nearly_exhausted"),
        Rule("E603", "pods_over_max_pods"),
        Rule("E604", "pods_without_address"),
        Rule("W605", "minimum_without_warm"),
        Rule("W606", "cycles"),
        Rule("W607", "warm_ip_large_fleet"),
        Rule("W608", "max_pods_above_cap"),
        Rule("E701", "result_2022"),
        Rule("W702", "subnet_2022"),
        Rule("W703", "host_network_2022"),
        Rule("W704", "daemonset_2022"),
        Rule("W705", "primary_2022"),
        Rule("W706", "single_ips_2022"),
        Rule("W707", "warm_target_2022"),
        Rule("W708", "bounds_2022"),
        Rule("W709", "limits_2022"),
    )
}
"""All rules by id, in order."""

RULE_IDS = {rule.key: rule.id for rule in RULES.values()}
"""The id of each rule by its key."""


def matching_rules(text: str) -> tuple[str, ...]:
    """The ids that begin as a text does, such as E3; none where it begins no id."""
    prefix = text.strip().upper()
    return tuple(rule for rule in RULES if prefix and rule.startswith(prefix))
