"""Foreign text stays text."""

from __future__ import annotations

from webcast.ui.frame import html


def test_foreign_text_is_escaped_and_isolated() -> None:
    assert html.text("<b>\u202eEd & Co") == "<bdi>&lt;b&gt;\u202eEd &amp; Co</bdi>"


def test_markdown_is_written_out() -> None:
    assert html.markdown("*Big* [news](http://x) $1 :red[x]\n# no") == (
        r"\*Big\* \[news\]\(http\://x\) \$1 \:red\[x\] \# no"
    )
