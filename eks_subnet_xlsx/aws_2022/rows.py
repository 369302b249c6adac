"""The arithmetic of AWS's subnet calculator workbook of 2022, for comparison alone.

It departs from what the VPC CNI does, so no figure from here ever enters a result of ours. Here it
stands as the workbook has it, faults included.

Source: AWS's EKS subnet calculator workbook, sheets WarmENI and WarmIP, 2022.
"""

from __future__ import annotations

from dataclasses import dataclass

_RESERVED_IPS = 2
"""What the workbook takes off a subnet; AWS reserves 5."""


@dataclass(frozen=True, slots=True)
class Aws2022WarmEniRow:
    """A row of sheet WarmENI; counts are per instance unless a name says total."""

    in_use_enis: int
    enis_with_warm: int
    actual_ips: int
    used_ips: int
    total_pods: int
    total_ips: int


@dataclass(frozen=True, slots=True)
class Aws2022WarmIpRow:
    """A row of sheet WarmIP; counts are per instance unless a name says total."""

    in_use_enis: int
    enis_with_warm: int
    actual_ips: int
    used_ips: int
    used_ips_with_warm_eni: int
    total_pods: int
    total_ips: int


def aws_2022_available_ips(size: int) -> int:
    """Addresses that the workbook counts in a subnet of this CIDR size."""
    return (1 << 32 - size) - _RESERVED_IPS


def aws_2022_warm_eni_row(
    *, ipv4_per_eni: int, nodes: int, pods: int, warm_eni_target: int, host_ips: int
) -> Aws2022WarmEniRow:
    """What sheet WarmENI makes of a row, with `pods` per node.

    It divides the pods by all addresses of an ENI, and adds the host-network pods on top.
    """
    in_use = -(-pods // ipv4_per_eni)
    with_warm = in_use + warm_eni_target
    used = with_warm * ipv4_per_eni + host_ips
    return Aws2022WarmEniRow(
        in_use_enis=in_use,
        enis_with_warm=with_warm,
        actual_ips=pods + host_ips,
        used_ips=used,
        total_pods=pods * nodes,
        total_ips=used * nodes,
    )


def aws_2022_warm_ip_row(
    *, ipv4_per_eni: int, nodes: int, pods: int, warm_ip_target: int, host_ips: int
) -> Aws2022WarmIpRow:
    """What sheet WarmIP makes of a row, with `pods` per node.

    Its total takes the column before the warm ENI, so that the warm target never reaches it.
    """
    in_use = -(-pods // ipv4_per_eni)
    actual = pods + host_ips
    used = in_use * ipv4_per_eni + host_ips
    with_warm = in_use + (1 if used - actual < warm_ip_target else 0)
    return Aws2022WarmIpRow(
        in_use_enis=in_use,
        enis_with_warm=with_warm,
        actual_ips=actual,
        used_ips=used,
        used_ips_with_warm_eni=with_warm * ipv4_per_eni,
        total_pods=pods * nodes,
        total_ips=used * nodes,
    )
