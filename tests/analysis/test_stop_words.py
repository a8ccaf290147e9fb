"""Words that come up: what small words leave of a sentence, in the languages most used at webcasts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from webcast.analysis import terms

LIST = Path(terms.__file__).parent / "data" / "stop_words.txt"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The pricing is not what we would have expected, thanks!", ["expected", "pricing"]),
        ("Ich würde gerne mehr über die Preise und den Zoll wissen, danke", ["gerne", "preise", "wissen", "zoll"]),
        ("Merci, j'aimerais aussi savoir comment les prix sont calculés", ["calculés", "prix", "savoir"]),
        ("Gracias, ¿cómo puedo ver los precios de nuestro almacén?", ["almacén", "precios", "ver"]),
        ("Wie lange dauert der customs process for returns?", ["customs", "dauert", "lange", "process", "returns"]),
    ],
    ids=["English", "German", "French", "Spanish", "two of them"],
)
def test_small_words_are_left_out(text: str, left: list[str]) -> None:
    found = terms.frequent(pl.DataFrame({"row": [0], "text": [text]}))
    assert sorted(found["term"]) == left


@pytest.mark.parametrize("word", ["kein", "pourquoi", "nuestro", "shouldn't", "perché", "não", "zonder"])
def test_each_language_is_known(word: str) -> None:
    assert word in terms.stop_words()


@pytest.mark.parametrize(
    "word", ["preise", "support", "api", "zoll", "prix", "precio", "demo", "roadmap", "integration"]
)
def test_what_people_ask_about_is_no_small_word(word: str) -> None:
    assert word not in terms.stop_words()


def test_each_list_has_its_words_once_in_order_on_lines_of_usual_length() -> None:
    """So that a word that is there already is seen to be."""
    lists: dict[str, list[str]] = {}
    for line in LIST.read_text("utf-8").splitlines():
        assert len(line) <= 118, line
        if line.startswith("#"):
            words = lists.setdefault(line, [])
        else:
            words += line.split()
    assert sum(bool(words) for words in lists.values()) == 7
    assert {
        name: [word for word in sorted(set(words)) if word not in words]
        for name, words in lists.items()
        if words != sorted(set(words))
    } == {}
