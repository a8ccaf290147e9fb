from __future__ import annotations

from pathlib import Path

import pytest

from tests.library import postgres


@pytest.mark.parametrize(("needed", "outcome"), [(True, pytest.fail.Exception), (False, pytest.skip.Exception)])
def test_without_a_server_the_tests_fail_where_they_are_required_and_are_skipped_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, needed: bool, outcome: type[BaseException]
) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    monkeypatch.setattr(postgres, "NEEDED", needed)
    with pytest.raises(outcome, match="no PostgreSQL server is installed"), postgres.server(tmp_path):
        raise AssertionError
