"""Facts about `hearback people match`."""

from __future__ import annotations

import json

import pytest

from hearback.infra.errors import Refusal
from hearback.people.terminal import main


def match(tmp_path, capsys, *rows):
    path = tmp_path / "identities.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["people", "match", "--jsonl", str(path)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_clusters_come_first_and_then_suggestions(tmp_path, capsys):
    printed = match(
        tmp_path,
        capsys,
        {"id": 1, "name": "Ann Lindqvist", "email": "ann@example.org"},
        {"id": "b", "handle": "ANN@example.org", "channel": "mail"},
        {"id": 3, "full_name": "zorro", "value": "annlindqvist@gmail.com"},
        {"id": 4},
    )

    assert printed[0]["cluster"] == [1, "b"]
    assert printed[0]["reasons"] == [["address", "the same address: ann@example.org"]]
    assert printed[1]["suggestion"] == [1, 3]
    assert set(printed[1]) == {"suggestion", "reasons", "weight", "chance", "usefulness"}


def test_an_id_is_given_once(tmp_path, capsys):
    with pytest.raises(Refusal, match="Line 2 has the id of line 1"):
        match(tmp_path, capsys, {"id": 1}, {"id": "1"})
