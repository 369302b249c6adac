"""What one EC2 instance type can attach; the row that the catalog is made of."""

from __future__ import annotations

from dataclasses import dataclass

from eks_subnet_xlsx.errors import InvalidValueError

MAX_LIMIT = 1_000
"""Upper bound of either limit: far above today's 24 and 64, low enough to catch a slip."""


@dataclass(frozen=True, slots=True)
class InstanceLimits:
    """The network limits of an instance type.

    Built by hand, from the first three figures alone, a type supports prefixes and a trunk ENI; the
    catalog states what each type does.

    Attributes:
        instance_type: EC2's name, lower case.
        max_enis: ENIs attachable to the default network card.
        ipv4_per_eni: IPv4 addresses per ENI, the primary one included.
        supports_prefixes: Nitro or bare metal, so prefix delegation takes effect.
        supports_trunk: a trunk ENI (security groups for pods) can be attached.
        vcpus: default vCPUs; None where not known.
        hypervisor: nitro, xen, none (bare metal) or unknown.
        bare_metal: whether the type is bare metal.
        network_cards: number of network cards; None where not known.
        branch_enis: branch ENIs for security groups for pods; None where not known.
        status: current, listed (only in the VPC CNI's table), legacy (only in older tables) or
            user (a row of the user's own).

    Raises:
        InvalidValueError: a limit is not a whole number in its bounds.
    """

    instance_type: str
    max_enis: int
    ipv4_per_eni: int
    supports_prefixes: bool = True
    supports_trunk: bool = True
    vcpus: int | None = None
    hypervisor: str = "nitro"
    bare_metal: bool = False
    network_cards: int | None = None
    branch_enis: int | None = None
    status: str = "current"

    def __post_init__(self) -> None:
        _check("max_enis", self.max_enis, at_least=1)
        _check("ipv4_per_eni", self.ipv4_per_eni, at_least=2)  # one is the primary, not for pods

    @property
    def secondary_ips_per_eni(self) -> int:
        """Addresses of an ENI that pods may have: all but its primary one."""
        return self.ipv4_per_eni - 1


def _check(name: str, found: int, *, at_least: int) -> None:
    if isinstance(found, bool) or not isinstance(found, int) or not at_least <= found <= MAX_LIMIT:
        raise InvalidValueError(name=name, found=found, minimum=at_least, maximum=MAX_LIMIT)
