"""The figures of several processes as one text in Prometheus' format, each line with the process that it is of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_HEAD: Final = re.compile(r"# (?:HELP|TYPE) (\S+)")
_LINE: Final = re.compile(r"(?P<name>[^{\s]+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)")
LABEL: Final = "process"


def joined(texts: Mapping[str, str]) -> str:
    """Return the figures of all processes.

    Args:
        texts: What each has of its own, by the process's number.
    """
    heads: dict[str, list[str]] = {}
    lines: dict[str, list[str]] = {}
    for process, text in texts.items():
        of = ""
        for line in text.splitlines():
            head = _HEAD.match(line)
            if head is not None:
                of = head[1]
                if line not in heads.setdefault(of, []):
                    heads[of].append(line)
            elif (found := _LINE.fullmatch(line)) is not None:
                labels = f'{LABEL}="{process}"' + (f",{found['labels']}" if found["labels"] else "")
                lines.setdefault(of, []).append(f"{found['name']}{{{labels}}} {found['value']}")
    return "".join("\n".join([*said, *lines.get(of, ())]) + "\n" for of, said in heads.items())
