"""The bounds of what a plan may ask for; validation in the sheets is derived from them."""

from __future__ import annotations

STANDARD_INPUT = "-"
"""How a source is named that is read from standard input."""

PLAN_VERSION = 1
"""Of the plan's shape."""

MIN_SUBNET_SIZE = 16
MAX_SUBNET_SIZE = 28
"""CIDR sizes that AWS allows. Source: EC2 CreateSubnet."""

MAX_NODES = 100_000
"""Nodes of one group: as many as the largest EKS cluster has."""

MAX_PODS_PER_NODE = 10_000
"""Pods of one node: far above any max pods, low enough to catch a slip."""

MAX_OTHER_IPS = 65_536
"""Addresses that others may hold: all of a /16."""

MAX_ROWS = 1_000
"""Rows that a calculator's table has room for."""

MAX_NAME = 100
"""Characters of a cluster's or node group's name: as many as EKS allows a cluster."""

HOST_NETWORK_PODS = 2
"""Host-network pods that EKS runs on every node: aws-node and kube-proxy."""
