"""The catalog of instance limits: what each EC2 type can attach, and where that is known from."""

from eks_subnet_xlsx.limits.catalog import MAX_TYPES, LimitsCatalog, load_catalog
from eks_subnet_xlsx.limits.instance import InstanceLimits
from eks_subnet_xlsx.limits.names import (
    lowered,
    odd_characters,
    plain_name,
    trimmed,
    type_key,
)

__all__ = [
    "MAX_TYPES",
    "InstanceLimits",
    "LimitsCatalog",
    "load_catalog",
    "lowered",
    "odd_characters",
    "plain_name",
    "trimmed",
    "type_key",
]
