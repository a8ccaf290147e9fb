"""Foreign text stays text."""

from __future__ import annotations

from webcast.ui.frame import html


def test_foreign_text_is_escaped_and_isolated() -> None:
    assert html.text("<b>\u202eEd & Co") == "<bdi>&lt;b&gt;\u202eEd &amp; Co</bdi>"
    assert html.text("") == ""


def test_markdown_is_written_out() -> None:
    assert html.markdown("*Big* [news](http://x) $1 :red[x]\n# no") == (
        "\\*Big\\* \\[news\\]\\(http\\:\u2060//x\\) \\$1 \\:red\\[x\\] \\# no"
    )


def test_what_streamlit_reads_once_escapes_are_read_is_parted() -> None:
    """Icons, emoji and web addresses are looked for in what is left of the text, where no escape helps."""
    assert html.markdown(":material/home: :smile: :+1:") == (
        "\\:\u2060material/home\\: \\:\u2060smile\\: \\:\u2060\\+1\\:"
    )
    assert html.markdown("Zoom: 10:30, a::b") == r"Zoom\: 10\:30, a\:\:b"
    assert html.markdown("HTTPS://x www.x a@b") == "HTTPS\\:\u2060//x www\u2060\\.x a@b"


def test_a_label_has_no_escape_that_nothing_needs() -> None:
    """Screen readers are given the label of a checkbox as it is written."""
    assert (
        html.label("Freight Rates: What to Expect? R & D, e-mail.") == "Freight Rates: What to Expect? R & D, e-mail."
    )
    assert html.label("**b** :material/home: 1. [x](y) &amp; -- www.x") == (
        "\\*\\*b\\*\\* \\:\u2060material/home: 1\\. \\[x\\]\\(y\\) \\&amp; \\-\\- www\u2060\\.x"
    )
