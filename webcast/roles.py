"""What somebody may see and do: four roles, each of which may do what those before it may."""

from __future__ import annotations

from enum import StrEnum

from webcast.language import phrase, say, speaking


class Role(StrEnum):
    """A role; their order is that of this list."""

    FIGURES = "figures"
    """Numbers, charts, texts without who said them."""

    PEOPLE = "people"
    """Names and addresses too."""

    FILES = "files"
    """And may take people out in files."""

    ADMIN = "admin"
    """And may change what belongs to the account."""

    def may(self, wanted: Role) -> bool:
        """Tell whether this role may do what another may."""
        order = list(Role)
        return order.index(self) >= order.index(wanted)

    @property
    def label(self) -> str:
        """What a role is called on a page."""
        return say(_LABELS[self])


_LABELS = {
    Role.FIGURES: phrase("Figures only"),
    Role.PEOPLE: phrase("Figures and people"),
    Role.FILES: phrase("People, and files of them"),
    Role.ADMIN: phrase("Everything"),
}

speaking(__name__)
