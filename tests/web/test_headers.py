"""The content security policy knows Streamlit's own inline script, and no other."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import streamlit

from webcast.web.headers import content_policy


def digest(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def test_inline_scripts_are_named_by_hash_and_files_are_not(tmp_path: Path) -> None:
    shell = tmp_path / "index.html"
    shell.write_text(
        '<SCRIPT>one()\n</SCRIPT><script type="module" src="./a.js"></script><script async>two()</script>'
    )
    policy = content_policy(shell)
    assert f"script-src 'self' 'wasm-unsafe-eval' {digest('one()' + chr(10))} {digest('two()')}; " in policy
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "script-src 'self' 'unsafe-inline'" not in policy


def test_the_installed_shell_has_one_inline_script() -> None:
    policy = content_policy(Path(streamlit.__file__).parent / "static" / "index.html")
    assert policy.count("'sha256-") == 1
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    assert "; connect-src 'self'; object-src 'none'; " in policy
