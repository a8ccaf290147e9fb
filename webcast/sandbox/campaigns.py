"""Where registrants come from. Campaigns differ in number and, more, in how many of their people turn up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Campaign:
    """A campaign: its id as tracked (empty for none), where links were clicked, its share and its quality.

    ``quality`` multiplies the chance that a registrant attends.
    """

    id: str
    referrer: str
    share: float
    quality: float


CAMPAIGNS: Final = (
    Campaign("", "", 0.22, 1.0),
    Campaign("", "https://www.harbourline.example/events", 0.09, 1.1),
    Campaign("Email Invitation", "", 0.24, 1.15),
    Campaign("Email Reminder", "", 0.09, 1.4),
    Campaign("LinkedIn Sponsored", "https://www.linkedin.com/", 0.13, 0.62),
    Campaign("Partner Newsletter", "https://news.partnerpost.example/issue", 0.07, 0.95),
    Campaign("Google Ads", "https://www.google.com/", 0.06, 0.55),
    Campaign("Content Syndication", "https://library.whitepapers.example/download", 0.06, 0.28),
    Campaign("Sales Invitation", "", 0.03, 1.7),
    Campaign("Messe München, Stand 4/217", "", 0.01, 0.8),
)
