"""Plans that mean harm, by name: the bytes of a file, and the suffix that it has.

Each is refused: at once, in little memory, in one clear message. Tests and benchmarks share them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_MOST = 5_000_000
_START = b"cluster: a\nsubnet: /23\nnode_groups: [{instance_type: m5.large, nodes: 1, pods: 1}]\n"


@dataclass(frozen=True, slots=True)
class HostilePlan:
    """A plan that means harm.

    Attributes:
        suffix: of its file.
        make: makes its bytes.
    """

    suffix: str
    make: Callable[[], bytes]


def _filled(piece: bytes, *, before: bytes = b"", after: bytes = b"", most: int = _MOST) -> bytes:
    """As many pieces as a file of this size has room for."""
    return before + piece * ((most - len(before) - len(after)) // len(piece)) + after


def _numbered(
    line: str, count: int, *, before: str = "", after: str = "", between: str = ""
) -> bytes:
    """Lines that differ in a number."""
    return (before + between.join(line.format(number) for number in range(count)) + after).encode()


def _references(depth: int) -> bytes:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, depth)]
    return "\n".join(lines).encode()


_GROUP_YAML = "- {{instance_type: m5.large, nodes: {0}, pods: 1}}\n"
_GROUP_JSON = '{{"instance_type": "m5.large", "nodes": {0}, "pods": 1}}'
_GROUP_TOML = '[[node_groups]]\ninstance_type = "m5.large"\nnodes = {0}\npods = 1\n'
_UNKNOWN_TYPE = "- {{instance_type: m5.larg{0}, nodes: 1, pods: 1}}\n"

HOSTILE_PLANS: dict[str, HostilePlan] = {
    "json-keys": HostilePlan(".json", lambda: _numbered('"k{0}": 1', 20_000, before="{", after="}", between=",")),
    "json-many-keys": HostilePlan(".json", lambda: _numbered('"k{0}": 1', 350_000, before="{", after="}", between=",")),
    "json-deep": HostilePlan(".json", lambda: _filled(b"[")),
    "json-deep-keys": HostilePlan(".json", lambda: _filled(b'{"a":')),
    "json-lists": HostilePlan(".json", lambda: _filled(b"[],", before=b'{"a": [', after=b"1]}")),
    "json-mappings": HostilePlan(".json", lambda: _filled(b"{},", before=b'{"a": [', after=b"1]}")),
    "json-numbers": HostilePlan(".json", lambda: _filled(b"1,", before=b'{"a": [', after=b"1]}")),
    "json-digits": HostilePlan(".json", lambda: _filled(b"9", before=b'{"a": ', after=b"}")),
    "json-text": HostilePlan(".json", lambda: _filled(b"x", before=b'{"cluster": "', after=b'"}')),
    "json-escapes": HostilePlan(".json", lambda: _filled(b"\\ud800", before=b'{"a": "', after=b'"}')),
    "json-key": HostilePlan(".json", lambda: _filled(b"x", before=b'{"', after=b'": 1}')),
    "json-groups": HostilePlan(".json", lambda: _numbered(_GROUP_JSON, 50_000, before='{"node_groups": [', after="]}", between=",")),
    "json-nothing": HostilePlan(".json", lambda: _filled(b" ")),
    "toml-dotted-keys": HostilePlan(".toml", lambda: _filled(b"a.", after=b"a = 1")),
    "toml-lines-of-dotted-keys": HostilePlan(".toml", lambda: _numbered("a.b.c.d.e.f.g{0} = 1\n", 200_000)),
    "toml-dotted-keys-of-depth": HostilePlan(".toml", lambda: _numbered("k{0}." + "a." * 300 + "a = 1\n", 7_000)),
    "toml-headers": HostilePlan(".toml", lambda: _numbered("[a.b.c{0}]\n", 300_000)),
    "toml-header": HostilePlan(".toml", lambda: _filled(b"a.", before=b"[", after=b"a]")),
    "toml-deep": HostilePlan(".toml", lambda: b"a = " + b"[" * 2_000 + b"]" * 2_000),
    "toml-deepest": HostilePlan(".toml", lambda: _filled(b"[", before=b"a = ")),
    "toml-deep-tables": HostilePlan(".toml", lambda: _filled(b"{a=", before=b"a = ")),
    "toml-numbers": HostilePlan(".toml", lambda: _filled(b"1,", before=b"a = [", after=b"]")),
    "toml-keys": HostilePlan(".toml", lambda: _numbered("k{0} = 1\n", 300_000)),
    "toml-digits": HostilePlan(".toml", lambda: _filled(b"9", before=b"a = ")),
    "toml-hexadecimal": HostilePlan(".toml", lambda: _filled(b"f", before=b"a = 0x")),
    "toml-groups": HostilePlan(".toml", lambda: _numbered(_GROUP_TOML, 50_000)),
    "toml-comments": HostilePlan(".toml", lambda: _filled(b"#\n")),
    "toml-lines": HostilePlan(".toml", lambda: _filled(b"\n")),
    "toml-escapes": HostilePlan(".toml", lambda: _filled(b"\\n", before=b'a = "', after=b'"')),
    "toml-text": HostilePlan(".toml", lambda: _filled(b"x", before=b'a = "', after=b'"')),
    "toml-open-texts": HostilePlan(".toml", lambda: _filled(b'\\"""', before=b'a = """')),
    "toml-long-text": HostilePlan(".toml", lambda: _filled(b"x ", before=b"a = '''", after=b"'''")),
    "yaml-unknown-keys": HostilePlan(".yaml", lambda: _numbered("k{0}: 1\n", 40_000)),
    "yaml-many-keys": HostilePlan(".yaml", lambda: _numbered("k{0}: 1\n", 350_000)),
    "yaml-keys-of-a-group": HostilePlan(".yaml", lambda: _START + _numbered("k{0}: 1", 20_000, before="warm_pool: {", after="}", between=",")),
    "yaml-same-keys": HostilePlan(".yaml", lambda: _filled(b"a: 1\n")),
    "yaml-groups": HostilePlan(".yaml", lambda: _numbered(_GROUP_YAML, 50_000, before="node_groups:\n")),
    "yaml-unknown-types": HostilePlan(".yaml", lambda: _numbered(_UNKNOWN_TYPE, 1_000, before="cluster: a\nsubnet: /23\nnode_groups:\n")),
    "yaml-references": HostilePlan(".yaml", lambda: _references(9)),
    "yaml-anchors": HostilePlan(".yaml", lambda: _numbered("k{0}: &a{0} 1\n", 200_000)),
    "yaml-reference-to-itself": HostilePlan(".yaml", lambda: b"cluster: &a [*a]\n"),
    "yaml-merge-keys": HostilePlan(".yaml", lambda: _START + b"x: &x {a: 1}\n" + _numbered("k{0}: {{<<: *x}}\n", 20_000)),
    "yaml-deep": HostilePlan(".yaml", lambda: _filled(b"[")),
    "yaml-deep-mappings": HostilePlan(".yaml", lambda: _filled(b"{a: ")),
    "yaml-deep-dashes": HostilePlan(".yaml", lambda: _filled(b"- ")),
    "yaml-deep-questions": HostilePlan(".yaml", lambda: _filled(b"? ")),
    "yaml-numbers": HostilePlan(".yaml", lambda: _filled(b"1,", before=b"a: [", after=b"]")),
    "yaml-nothings": HostilePlan(".yaml", lambda: _filled(b"-\n", before=b"a:\n")),
    "yaml-digits": HostilePlan(".yaml", lambda: _filled(b"9", before=b"a: ")),
    "yaml-hexadecimal": HostilePlan(".yaml", lambda: _filled(b"f", before=b"a: 0x")),
    "yaml-base-60": HostilePlan(".yaml", lambda: _filled(b":59", before=b"a: 1")),
    "yaml-octal": HostilePlan(".yaml", lambda: _filled(b"0", before=b"cluster: ")),
    "yaml-underlines": HostilePlan(".yaml", lambda: _filled(b"_", before=b"cluster: 1")),
    "yaml-text": HostilePlan(".yaml", lambda: _filled(b"x", before=b"cluster: ")),
    "yaml-lines-of-text": HostilePlan(".yaml", lambda: _filled(b" x\n", before=b"cluster: |\n")),
    "yaml-key": HostilePlan(".yaml", lambda: _filled(b"x", before=b"? ", after=b"\n: 1")),
    "yaml-tag": HostilePlan(".yaml", lambda: _filled(b"x", before=b"cluster: !", after=b" a")),
    "yaml-tags": HostilePlan(".yaml", lambda: _numbered("k{0}: !!python/object:os.system x\n", 100_000)),
    "yaml-anchor": HostilePlan(".yaml", lambda: _filled(b"x", before=b"cluster: *")),
    "yaml-documents": HostilePlan(".yaml", lambda: _filled(b"--- a\n")),
    "yaml-comments": HostilePlan(".yaml", lambda: _filled(b"#\n")),
    "yaml-zero-bytes": HostilePlan(".yaml", lambda: _filled(b"\0", before=b"cluster: ")),
    "yaml-directives": HostilePlan(".yaml", lambda: _numbered("%TAG !a{0}! tag:x,2000:\n", 150_000, after="--- a\n")),
    "yaml-too-large": HostilePlan(".yaml", lambda: _filled(b"#", most=50_000_000)),
}  # fmt: skip
"""By name; none is larger than a plan may be, but for the one that is."""
