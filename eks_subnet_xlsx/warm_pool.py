"""What one node holds of its subnet once the VPC CNI has settled: pure arithmetic, no I/O."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

MAX_TARGET = 10_000
"""Upper bound of every setting: far above any ENI or address limit, low enough to catch a slip."""


class WarmPoolSettings(BaseModel):
    """The VPC CNI's variables that decide what a node holds.

    A field left out has the value that AWS's manifest installs; None means that the variable is not
    set at all, so that the CNI's own default counts: 1 warm ENI, 0 warm prefixes, the rest off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    warm_eni_target: int | None = Field(1, ge=0, le=MAX_TARGET)
    warm_ip_target: int | None = Field(None, ge=0, le=MAX_TARGET)
    minimum_ip_target: int | None = Field(None, ge=0, le=MAX_TARGET)
    warm_prefix_target: int | None = Field(1, ge=0, le=MAX_TARGET)
    max_eni: int | None = Field(None, ge=0, le=MAX_TARGET)
    prefix_delegation: bool = False
    custom_networking: bool = False
    pod_eni: bool = False
    unmanaged_enis: int = Field(0, ge=0, le=MAX_TARGET)
