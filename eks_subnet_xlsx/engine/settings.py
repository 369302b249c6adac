"""The VPC CNI's variables, with the values that AWS installs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

CNI_WARM_ENI_TARGET = 1
CNI_WARM_PREFIX_TARGET = 0
"""What the CNI takes where the variable is not set. Source: VPC CNI v1.23.1, ipamd.go."""

MAX_TARGET = 10_000
"""Upper bound of every setting: far above any ENI or address limit, low enough to catch a slip."""


class WarmPoolSettings(BaseModel):
    """The VPC CNI's variables that decide what a node holds.

    A field left out has the value that AWS's manifest installs; None means that the variable is not
    set at all, so that the CNI's own default counts: 1 warm ENI, 0 warm prefixes, the rest off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    warm_eni_target: int | None = Field(CNI_WARM_ENI_TARGET, ge=0, le=MAX_TARGET)
    warm_ip_target: int | None = Field(None, ge=0, le=MAX_TARGET)
    minimum_ip_target: int | None = Field(None, ge=0, le=MAX_TARGET)
    warm_prefix_target: int | None = Field(1, ge=0, le=MAX_TARGET)
    max_eni: int | None = Field(None, ge=0, le=MAX_TARGET)
    prefix_delegation: bool = False
    custom_networking: bool = False
    pod_eni: bool = False
    unmanaged_enis: int = Field(0, ge=0, le=MAX_TARGET)

    @property
    def has_ip_target(self) -> bool:
        """Whether an IP target governs, so that the ENI and prefix targets count for nothing."""
        return bool(self.warm_ip_target or self.minimum_ip_target)
