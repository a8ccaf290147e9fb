"""What can go wrong with a provider: it does not answer, or what it says cannot be believed."""

from __future__ import annotations


class ProviderFailure(Exception):
    """Something is wrong with a provider or what it says.

    Attributes:
        why: What, in a word of ours, for the log: nothing that came from outside.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ProviderAway(ProviderFailure):
    """It does not answer, or not in time: the same may work later."""


class NotBelieved(ProviderFailure):
    """What it says is not as it has to be."""
