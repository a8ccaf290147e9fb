"""The catalogues say what the code says: nothing missing, broken or left over; what is incomplete is not offered."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from scripts.catalogues import extracted
from webcast.language import catalogues
from webcast.language.texts import holds_text

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [name for name in catalogues.NAMES if name != catalogues.SOURCE]
_PLACEHOLDERS = re.compile(r"\{(\w*)\}")


@cache
def template() -> Catalog:
    return extracted()


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text)


def key(message: Message) -> str:
    return forms(message.id)[0]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    """``make catalogues`` mends it."""
    held = {key(message) for message in catalogues.catalogue(language) if message.id}
    said = {key(message) for message in template() if message.id}
    assert sorted(said - held) == []
    assert sorted(held - said) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_in_each_plural_form(language: str) -> None:
    found = catalogues.catalogue(language)
    assert [m.id for m in found if m.id and not catalogues.translated(m)] == []
    assert [
        m.id for m in found if isinstance(m.id, (list, tuple)) and len(forms(m.string)) != found.num_plurals
    ] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    wrong = [
        (message.id, message.string)
        for message in catalogues.catalogue(language)
        if message.id
        and any(
            set(_PLACEHOLDERS.findall(text)) != set(_PLACEHOLDERS.findall(" ".join(forms(message.id))))
            for text in forms(message.string)
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_begins_and_ends_as_its_message_does(language: str) -> None:
    """What is put together of parts would lose its blanks."""
    ends = [
        message.id
        for message in catalogues.catalogue(language)
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.id
        and (message.id[:1] == " ", message.id[-1:] == " ") != (message.string[:1] == " ", message.string[-1:] == " ")
    ]
    assert ends == []


def test_an_incomplete_catalogue_is_not_complete() -> None:
    found = Catalog(locale="de")
    found.add("Add filter", "Filter hinzufügen")
    assert catalogues.complete(found)
    found.add(("event", "events"), ("Event", ""))
    assert not catalogues.complete(found)
    doubtful = Catalog(locale="de")
    doubtful.add("Add filter", "Filter", flags={"fuzzy"})
    assert not catalogues.complete(doubtful)


def test_only_complete_languages_are_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert catalogues.offered() == ("en", "de")
    (tmp_path / "de.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "Add filter"\nmsgstr ""\n', "utf-8")
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    assert catalogues.offered.__wrapped__() == ("en",)


SPEAKING = sorted(
    path for path in (ROOT / "webcast").rglob("*.py") if "\nspeaking(__name__)" in path.read_text("utf-8")
)


def captured(path: Path, speaking: dict[str, set[str]]) -> list[str]:
    """Return what a module takes of a speaking module's texts while it is imported: it would be said once for all."""
    tree = ast.parse(path.read_text("utf-8"))
    modules = {
        alias.asname or alias.name: speaking[f"{node.module}.{alias.name}"]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in speaking
    }
    by_name = [
        f"{path.name} imports {alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in speaking
        for alias in node.names
        if alias.name in speaking[node.module]
    ]
    return by_name + [
        f"{path.name}:{found.lineno} {found.attr}"
        for found in at_import(tree)
        if isinstance(found.value, ast.Name) and found.attr in modules.get(found.value.id, ())
    ]


def at_import(tree: ast.AST) -> list[ast.Attribute]:
    """Return the attributes that are read when a module is imported, and not when a function runs."""
    found: list[ast.Attribute] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for part in (*node.args.defaults, *(d for d in node.args.kw_defaults if d), *node.decorator_list):
                found += [n for n in ast.walk(part) if isinstance(n, ast.Attribute)]
        elif not isinstance(node, ast.Lambda):
            if isinstance(node, ast.Attribute):
                found.append(node)
            found += at_import(node)
    return found


def test_no_module_takes_a_text_while_it_is_imported() -> None:
    speaking = {}
    for path in SPEAKING:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        values = vars(importlib.import_module(name))
        speaking[name] = {key for key, value in values.items() if key.isupper() and holds_text(value)} - {"READERS"}
    assert len(speaking) > 20
    files = [path for path in (ROOT / "webcast").rglob("*.py") if "commands" not in path.parts]
    assert [said for path in files for said in captured(path, speaking)] == []
