"""Bring the catalogues of translations up to what the code says: ``make catalogues``.

Every text of the code that is marked (see ``webcast/language``) is a message. A new one comes untranslated, one whose
English changed comes with its old translation, marked as doubtful (``#, fuzzy``), and one that nothing says any more
goes. A language with an untranslated or doubtful message is offered to nobody. ``--check`` changes nothing, and
fails where something would change or is missing.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog  # noqa: E402 - the path comes first
from babel.messages.pofile import write_po  # noqa: E402 - the path comes first

from webcast.language import catalogues  # noqa: E402 - the path comes first
from webcast.language.texts import HEADING  # noqa: E402 - the path comes first

KEYWORDS = {
    "phrase": (0,),
    "say": (0,),
    "later": (0,),
    "counted_later": (0, 1),
    "counted": (0, 1),
    "forms": (0, 1),
    "plural": (1, 2),
    "nouns": (1, 2),
    "heading": (0,),
}
"""What marks a text → which of its arguments are one."""


ENGLISH = ("commands", "sandbox")
"""What speaks English to whoever uses it, by functions that bear the same names."""


def extracted() -> Catalog:
    """Return every message that the code marks.

    Babel's own reader of Python looks into no f-string, so the code is read as Python itself reads it.
    """
    found = Catalog(domain="webcast", charset="utf-8")
    for path in sorted([*(ROOT / "webcast").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]):
        if not set(ENGLISH) & set(path.relative_to(ROOT).parts):
            for message, context in messages(ast.parse(path.read_text("utf-8"))):
                found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return found


def messages(tree: ast.AST) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Return the messages of a module, a text or its forms for one and for many, each with its context."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [node.args[place] for place in KEYWORDS.get(name, ()) if place < len(node.args)]
        said = [part.value for part in texts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if said and len(said) == len(KEYWORDS[name]) and said[0]:
            yield said[0] if len(said) == 1 else (said[0], said[1]), HEADING if name == HEADING else None


def updated(language: str, template: Catalog) -> Catalog:
    """Return a language's catalogue as it is once it has what the code says, and nothing else."""
    path = catalogues.FOLDER / f"{language}.po"
    found = catalogues.catalogue(language) if path.is_file() else Catalog(locale=language, domain="webcast")
    found.update(template, update_header_comment=False)
    found.obsolete.clear()
    return found


def main() -> int:
    """Update every catalogue, or say what is to be done; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where something is to be done")
    args = parser.parse_args()
    template, code = extracted(), 0
    for language in catalogues.NAMES:
        if language == catalogues.SOURCE:
            continue
        found = updated(language, template)
        left = [message for message in found if message.id and not catalogues.translated(message)]
        print(f"{language}: {len(found)} messages, {len(left)} to translate")
        code = code or int(bool(left))
        if not args.check:
            with (catalogues.FOLDER / f"{language}.po").open("wb") as file:
                write_po(file, found, sort_output=True, omit_header=False, width=118, include_lineno=False)
    return code if args.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
