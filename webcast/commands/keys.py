"""``rekey``: a new master key for the library."""

from __future__ import annotations

import argparse

from webcast import formats
from webcast.commands.console import Console
from webcast.commands.privacy import operator
from webcast.library.ciphers import Cipher
from webcast.library.rekey import rekey
from webcast.settings import Settings


def replace_key(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Seal everything with a new master key, and say how much there was."""
    counts = rekey(settings, cipher=Cipher(args.cipher) if args.cipher else None, user=operator())
    named = {name: name.replace("_", " ") for name in counts}
    told = ", ".join(
        f"{formats.number(count)} {named[name].rstrip('s') if count == 1 else named[name]}"
        for name, count in counts.items()
    )
    console.say(f"Sealed with the new key: {told}.")
