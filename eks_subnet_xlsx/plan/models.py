"""What a user asks for, with all its bounds; no file is read here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from eks_subnet_xlsx.engine import WarmPoolSettings
from eks_subnet_xlsx.plan.bounds import (
    HOST_NETWORK_PODS,
    MAX_NAME,
    MAX_NODES,
    MAX_OTHER_IPS,
    MAX_PODS_PER_NODE,
    MAX_ROWS,
    MAX_SUBNET_SIZE,
    MIN_SUBNET_SIZE,
    PLAN_VERSION,
)

UNSET = "unset"
"""How a plan says that a variable of the CNI's is not set at all."""

_MOST_DIGITS = 9

SheetName = Literal["WarmENI", "WarmIP"]

_CONFIG = ConfigDict(frozen=True, extra="forbid", strict=True)


def _refuse(problem: str, **facts: object) -> PydanticCustomError:
    """A refusal whose words stand under ``plan.<problem>``."""
    return PydanticCustomError(problem, problem, facts)


def _readable(name: str) -> str:
    if not name.strip():
        raise _refuse("blank_name")
    if any(not character.isprintable() for character in name):
        raise _refuse("control_characters")
    return name


def _without_unset(value: object) -> object:
    return None if value == UNSET else value


def _targets(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {key: _without_unset(setting) for key, setting in value.items()}


Name = Annotated[str, Field(max_length=MAX_NAME), AfterValidator(_readable)]
Targets = Annotated[WarmPoolSettings, BeforeValidator(_targets)]


class Subnet(BaseModel):
    """The subnet that the nodes are in: a CIDR, or its size alone."""

    model_config = _CONFIG

    cidr: IPv4Network | None = Field(None, strict=False, description="Such as 10.0.0.0/23.")
    size: int = Field(
        ge=MIN_SUBNET_SIZE,
        le=MAX_SUBNET_SIZE,
        description="The length of the CIDR, such as 23; enough where the CIDR is not known.",
    )
    other_ips: int = Field(
        0, ge=0, le=MAX_OTHER_IPS, description="Addresses of the subnet that others hold."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_short_forms(cls, value: Any) -> Any:  # noqa: ANN401 (whatever the file holds)
        if isinstance(value, str | int) and not isinstance(value, bool):
            value = {"size": value} if _is_size(value) else {"cidr": value}
        if not isinstance(value, dict):
            return value
        value = dict(value)
        if "cidr" in value and "size" in value:
            raise _refuse("cidr_and_size")
        if "cidr" in value:
            value["cidr"] = _network(value["cidr"])
            value["size"] = value["cidr"].prefixlen
        elif isinstance(value.get("size"), str) and _is_size(value["size"]):
            value["size"] = int(value["size"].removeprefix("/"))
        elif "size" not in value:
            raise _refuse("no_subnet")
        return value


def _is_size(value: object) -> bool:
    """Whether this is a size such as 23 or /23."""
    if isinstance(value, int):
        return True
    digits = str(value).removeprefix("/")
    return str(value).startswith("/") and _is_length(digits)


def _is_length(digits: str) -> bool:
    """Whether this is a number of so few digits that it can be the length of a CIDR."""
    return digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS


def _network(value: object) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    found = str(value)
    if ":" in found:
        raise _refuse("ipv6", found=found)
    address, slash, size = found.partition("/")
    try:
        IPv4Address(address)
    except AddressValueError as error:
        raise _refuse("no_cidr", found=found) from error
    if not (slash and _is_length(size) and int(size) <= 32):  # noqa: PLR2004
        raise _refuse("no_cidr", found=found)
    network = IPv4Network(found, strict=False)
    if str(network.network_address) != address:
        raise _refuse("host_bits", found=found, network=str(network))
    if not MIN_SUBNET_SIZE <= network.prefixlen <= MAX_SUBNET_SIZE:
        raise _refuse(
            "size_out_of_bounds", found=found, minimum=MIN_SUBNET_SIZE, maximum=MAX_SUBNET_SIZE
        )
    return network


class NodeGroup(BaseModel):
    """Equal nodes: their type, their number, their pods."""

    model_config = _CONFIG

    name: Name | None = Field(None, description="A name of your own.")
    instance_type: str = Field(
        min_length=1, max_length=MAX_NAME, description="An EC2 instance type, such as m5.large."
    )
    nodes: int = Field(ge=0, le=MAX_NODES, description="Number of nodes.")
    pods_per_node: int | None = Field(
        None,
        ge=0,
        le=MAX_PODS_PER_NODE,
        description="Workload pods on each node that take an address; or give `pods`.",
    )
    pods: int | None = Field(
        None,
        ge=0,
        le=MAX_NODES * MAX_PODS_PER_NODE,
        description="Workload pods of the whole group, spread evenly; or give `pods_per_node`.",
    )
    max_pods: int | None = Field(
        None,
        ge=1,
        le=MAX_PODS_PER_NODE,
        description="The kubelet's max pods, if set by hand; left out, what EKS sets.",
    )

    _max_pods_unset = field_validator("max_pods", mode="before")(_without_unset)

    @field_validator("instance_type")
    @classmethod
    def _trimmed(cls, value: str) -> str:
        return _readable(value).strip()

    @model_validator(mode="after")
    def _one_count_of_pods(self) -> Self:
        if (self.pods is None) == (self.pods_per_node is None):
            raise _refuse("pods_twice" if self.pods is not None else "no_pods")
        if self.pods is not None and self.pods > self.nodes * MAX_PODS_PER_NODE:
            raise _refuse("too_many_pods", found=self.pods, nodes=self.nodes)
        return self

    def rows(self) -> tuple[PlanRow, ...]:
        """The group as rows of the table: one, or two where its pods do not spread evenly."""
        if self.pods is None or not self.nodes:
            spread = [(self.nodes, self.pods_per_node or 0)]
        else:
            each, more = divmod(self.pods, self.nodes)
            spread = [(more, each + 1), (self.nodes - more, each)]
        return tuple(
            PlanRow(self.name, self.instance_type, nodes, pods, self.max_pods)
            for nodes, pods in [part for part in spread if part[0]] or spread
        )


@dataclass(frozen=True, slots=True)
class PlanRow:
    """Nodes with the same number of pods: a row of a calculator's table."""

    name: str | None
    instance_type: str
    nodes: int
    pods_per_node: int
    max_pods: int | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Settings that a cluster may run with.

    Attributes:
        name: of the calculator that shows it.
        is_today: whether the cluster is set so today.
    """

    name: SheetName
    settings: WarmPoolSettings
    is_today: bool


class Plan(BaseModel):
    """A cluster as its owner plans it."""

    model_config = _CONFIG

    schema_version: int = Field(PLAN_VERSION, description="Of this file's shape.")
    cluster: Name = Field(description="The cluster's name.")
    language: Literal["en", "ko"] | None = Field(None, description="Of the workbook.")
    subnet: Subnet = Field(description="The subnet that the nodes are in.")
    host_network_pods_per_node: int = Field(
        HOST_NETWORK_PODS,
        ge=0,
        le=MAX_PODS_PER_NODE,
        description="Pods on the node's own address; they count towards max pods.",
    )
    daemonset_pods_per_node: int = Field(
        0,
        ge=0,
        le=MAX_PODS_PER_NODE,
        description="Pods of daemonsets that take an address on every node.",
    )
    warm_pool: Targets = Field(
        default_factory=WarmPoolSettings, description="The VPC CNI as it is set today."
    )
    alternative: Targets | None = Field(
        None, description="The other possibility, shown on the other sheet."
    )
    node_groups: tuple[NodeGroup, ...] = Field(
        min_length=1, max_length=MAX_ROWS, strict=False, description="The nodes."
    )

    @field_validator("schema_version")
    @classmethod
    def _known_version(cls, value: int) -> int:
        if value != PLAN_VERSION:
            newer = value > PLAN_VERSION
            raise _refuse("newer_version" if newer else "no_version", found=value)
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.alternative and self.alternative.has_ip_target == self.warm_pool.has_ip_target:
            raise _refuse("same_mode", sheet=self.runs_on)
        rows = len(self.rows())
        if rows > MAX_ROWS:
            raise _refuse("too_many_rows", found=rows, maximum=MAX_ROWS)
        return self

    @property
    def runs_on(self) -> SheetName:
        """The calculator that shows the cluster as it is set today."""
        return _calculator_of(self.warm_pool)

    def rows(self) -> tuple[PlanRow, ...]:
        """The node groups as rows of the table."""
        return tuple(row for group in self.node_groups for row in group.rows())

    def scenarios(self) -> tuple[Scenario, ...]:
        """The cluster as it is set today, and the other possibility, in the order of the sheets.

        Where the plan names no alternative it is, as in AWS's workbook, a WARM_IP_TARGET of 1, or
        today's settings without the IP targets.
        """
        found = (self.warm_pool, self.alternative or self._other_possibility())
        named = {_calculator_of(settings): settings for settings in found}
        return tuple(
            Scenario(name, named[name], name == self.runs_on)
            for name in get_args(SheetName)
            if name in named
        )

    def scenario(self, name: str) -> Scenario:
        """The scenario that a calculator shows."""
        return next(scenario for scenario in self.scenarios() if scenario.name == name)

    def _other_possibility(self) -> WarmPoolSettings:
        if self.warm_pool.has_ip_target:
            none = {"warm_ip_target": None, "minimum_ip_target": None}
            return self.warm_pool.model_copy(update=none)
        return self.warm_pool.model_copy(update={"warm_ip_target": 1})

    def to_mapping(self) -> dict[str, Any]:
        """The shortest mapping that reads back as this plan."""
        mapping = _short(self, skip=("subnet", "warm_pool", "alternative", "node_groups"))
        mapping["subnet"] = _short(self.subnet, skip=("size",) if self.subnet.cidr else ())
        if self.subnet.cidr:
            mapping["subnet"]["cidr"] = str(self.subnet.cidr)
        for key in ("warm_pool", "alternative"):
            settings = getattr(self, key)
            if settings is not None and (key == "alternative" or _short(settings)):
                mapping[key] = _short(settings)
        mapping["node_groups"] = [_short(group) for group in self.node_groups]
        return mapping


def _calculator_of(settings: WarmPoolSettings) -> SheetName:
    """The calculator that shows a cluster with these settings."""
    return "WarmIP" if settings.has_ip_target else "WarmENI"


def _short(model: BaseModel, skip: Iterable[str] = ()) -> dict[str, Any]:
    """The fields that differ from their defaults, `unset` where nothing is not the default."""
    return {
        name: UNSET if value is None else value
        for name, field in type(model).model_fields.items()
        if name not in skip
        and ((value := getattr(model, name)) != field.default or field.is_required())
    }
