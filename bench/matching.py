"""Who is who: how much of it is found, how much of what is found is right, and how long it takes.

The people are invented; figures on them say that nothing broke, not how well real people are told apart: for that, run
`hearback people match` on identities of your own of which you know whose they are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bench.invented import invented
from bench.table import Row
from hearback.people.rules.matching.index import Index
from hearback.people.rules.matching.sorting import Sorted, sort
from hearback.people.rules.matching.traits import Told, read


def measure(*, small: bool) -> list[Row]:
    told, whose = invented(1_500, seed=7)
    found = sort(read(one) for one in told)
    groups = [cluster.ids for cluster in found.clusters]
    precision, recall, _ = figures(groups, whose)
    reviewed = figures(_reviewed(found, whose), whose)
    right = sum(whose[one.one] == whose[one.other] for one in found.suggestions)
    asked, people = len(found.suggestions), len(set(whose.values()))
    return [
        Row(
            "identity: precision of automatic links", f"{precision:.4f}", ">= .995", f"{len(told)} identities, invented"
        ),
        Row("identity: recall automatic", f"{recall:.3f}"),
        Row("identity: precision after review", f"{reviewed[0]:.4f}"),
        Row("identity: recall after review", f"{reviewed[1]:.3f}", ">= .90"),
        Row("identity: suggestions per 100 people", f"{100 * asked / people:.1f}", "<= 20"),
        Row("identity: suggestions that are right", f"{right / max(1, asked):.2f}", ">= .60"),
        *_baselines(told, whose),
        *_speed(2_000 if small else 100_000),
    ]


def figures(groups: Iterable[Sequence[str]], whose: Mapping[str, int]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the pairs that groups make."""
    total = sum(_pairs(count) for count in Counter(whose.values()).values())
    made = right = 0
    for group in groups:
        made += _pairs(len(group))
        right += sum(_pairs(count) for count in Counter(whose[one] for one in group).values())
    precision, recall = right / max(1, made), right / max(1, total)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _reviewed(found: Sorted, whose: Mapping[str, int]) -> list[list[str]]:
    """Return the groups after somebody who knows has answered every suggestion."""
    links = [(cluster.ids[0], other) for cluster in found.clusters for other in cluster.ids[1:]]
    links += [(one.one, one.other) for one in found.suggestions if whose[one.one] == whose[one.other]]
    return _joined(links)


def _joined(links: Iterable[tuple[str, str]]) -> list[list[str]]:
    home: dict[str, list[str]] = {}
    for one, other in links:
        left, right = home.setdefault(one, [one]), home.setdefault(other, [other])
        if left is not right:
            left += right
            home.update(dict.fromkeys(right, left))
    return list({id(group): group for group in home.values()}.values())


def _baselines(told: Sequence[Told], whose: Mapping[str, int]) -> list[Row]:
    rows = []
    for words, keys in (("exact address", ("handle",)), ("name or address", ("handle", "name"))):
        links: list[tuple[str, str]] = []
        for key in keys:
            first: dict[str, str] = {}
            for one in told:
                value = str(getattr(one, key)).casefold()
                if value and (key != "name" or " " in value):
                    links.append((first.setdefault(value, one.id), one.id))
        precision, recall, both = figures(_joined(links), whose)
        rows.append(Row(f"identity: {words}", f"F1 {both:.2f}", "", f"precision {precision:.3f}, recall {recall:.3f}"))
    return rows


def _speed(count: int) -> list[Row]:
    told, _ = invented(int(count / 1.3), seed=11)
    began = time.perf_counter()
    sort(read(one) for one in told)
    seconds = time.perf_counter() - began
    index = Index()
    for one in told:
        index.add(read(one))
    waits = []
    for one in told[:: max(1, len(told) // 500)]:
        began = time.perf_counter()
        index.likely(read(one))
        waits.append(time.perf_counter() - began)
    waits.sort()
    slow = waits[int(len(waits) * 0.99)] * 1000
    return [
        Row("identity: all matched", f"{seconds:.1f} s", "< 60 s", f"{len(told):,} identities, one core"),
        Row("identity: one new identity", f"{slow:.2f} ms", "< 10 ms", "99 of 100, against all of them"),
    ]
