"""The calendar: what the made-up company Harbourline, maker of supply-chain software, broadcast in two years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEMAND: Final = "Demand Generation"
CUSTOMERS: Final = "Customer Marketing"
PRODUCT: Final = "Product Marketing"
PARTNERS: Final = "Partner Programme"
INVESTORS: Final = "Investor Relations"
LEARNING: Final = "Learning & Development"

ZONES: Final = {
    "Americas": "America/New_York",
    "EMEA": "Europe/London",
    "APAC": "Asia/Singapore",
    "DACH": "Europe/Berlin",
    "France": "Europe/Paris",
    "Japan": "Asia/Tokyo",
    "Global": "America/New_York",
}
"""The time zone that each region's programmes are scheduled in."""


@dataclass(frozen=True)
class Programme:
    """One broadcast to be.

    Attributes:
        weeks_ago: Before today; negative for what is to come.
        title: ``{year}`` and ``{quarter}`` are filled in by the date.
        region: A key of :data:`ZONES`.
        size: Registrants.
        cost_center: Who pays.
        topic: A key of :data:`webcast.sandbox.texts.TOPICS`.
        hour: Local hour of the start.
        minutes: Length.
        kind: ``live``, ``live+simlive`` (aired again as if live a week later), ``simlive`` or ``on-demand``.
        weekday: 0 is Monday.
        training: Has a pretest and a posttest.
        optional_email: The form let people register without an e-mail address.
    """

    weeks_ago: int
    title: str
    region: str
    size: int
    cost_center: str
    topic: str
    hour: int = 14
    minutes: int = 60
    kind: str = "live"
    weekday: int = 2
    training: bool = False
    optional_email: bool = False


RESULTS: Final = "{quarter} Results and Outlook"
FORECASTING: Final = "Forecasting with AI: What Works, What Doesn’t"
SUPPLIERS: Final = "Supplier Risk: Early Signals You Already Have"
PROCUREMENT: Final = "Generative AI in Procurement: Field Notes"
ON_AIR: Final = "Ask the Experts: Planning for Peak Season"

P = Programme
PROGRAMMES: Final = (
    P(103, "Demand Planning Fundamentals: From Spreadsheet to System", "EMEA", 412, DEMAND, "planning"),
    P(100, RESULTS, "Americas", 640, INVESTORS, "results", 9, 75, weekday=3, optional_email=True),
    P(97, "How Brightwater Foods Cut Inventory by 18 Percent", "Americas", 356, CUSTOMERS, "inventory", 13, 45),
    P(94, "Warehouse Safety Refresher", "EMEA", 238, LEARNING, "warehouse", 10, 60, weekday=1, training=True),
    P(91, "The CFO’s Guide to Working Capital", "Americas", 731, DEMAND, "finance", 11),
    P(88, "Lieferkettengesetz: Was jetzt zu tun ist", "DACH", 287, DEMAND, "suppliers", 10),
    P(85, "Partner Kick-off {year}: What’s New for Resellers", "EMEA", 96, PARTNERS, "product", 15, 50, weekday=1),
    P(82, "Scenario Planning Under Tariff Pressure", "Americas", 1184, DEMAND, "trade", 13),
    P(79, RESULTS, "Americas", 588, INVESTORS, "results", 9, 70, weekday=3, optional_email=True),
    P(76, "Cold Chain Compliance in 45 Minutes", "EMEA", 203, PRODUCT, "warehouse", 11, 45),
    P(73, "Industry Outlook {year}: Ten Trends Reshaping Operations", "Americas", 1920, DEMAND, "planning", 11, 75),
    P(70, "Retail Replenishment Masterclass", "EMEA", 318, LEARNING, "inventory", 10, 90, weekday=1, training=True),
    P(66, "サプライチェーン計画の実践入門", "Japan", 164, DEMAND, "planning", 15),
    P(63, FORECASTING, "EMEA", 1463, DEMAND, "planning", 14),
    P(63, FORECASTING, "Americas", 1127, DEMAND, "planning", 13, weekday=3),
    P(59, "Product Tour: Control Tower 6.0", "Americas", 522, PRODUCT, "product", 13, 45, weekday=1),
    P(56, "Customs and Trade: A Year of Change", "EMEA", 447, DEMAND, "trade", 10),
    P(53, RESULTS, "Americas", 601, INVESTORS, "results", 9, 70, weekday=3, optional_email=True),
    P(50, "ESG Reporting for Manufacturers", "EMEA", 684, DEMAND, "sustainability", 14),
    P(47, "Data Quality Clinic: Bring Your Own Master Data", "Americas", 74, CUSTOMERS, "product", 15, 60, weekday=4),
    P(44, "Last-Mile Economics: Where the Money Goes", "Americas", 392, DEMAND, "trade", 13, 45),
    P(41, SUPPLIERS, "EMEA", 905, DEMAND, "suppliers", 14),
    P(40, SUPPLIERS, "APAC", 318, DEMAND, "suppliers", 11, kind="simlive"),
    P(
        38,
        "Global Operations Summit {year}: Opening Keynote",
        "Global",
        25_000,
        DEMAND,
        "planning",
        10,
        90,
        weekday=1,
    ),
    P(35, "Inventory Optimisation Masterclass", "EMEA", 276, LEARNING, "inventory", 10, 90, weekday=1, training=True),
    P(33, RESULTS, "Americas", 655, INVESTORS, "results", 9, 70, weekday=3, optional_email=True),
    P(31, "Customer Story: Vantor Pumps Goes Live in 90 Days", "DACH", 268, CUSTOMERS, "product", 11, 40),
    P(28, 'R&D Open Mic: "You Asked, We Built" <Beta Edition>', "Americas", 142, PRODUCT, "product", 12, 50),
    P(25, "Nearshoring: Costs, Risks and Realities", "Americas", 812, DEMAND, "trade", 13),
    P(22, "Workforce Planning in the Warehouse", "EMEA", 341, DEMAND, "warehouse", 11),
    P(19, "Sales and Operations Planning: The First 100 Days", "EMEA", 1036, DEMAND, "planning", 14, weekday=1),
    P(16, "Planification intégrée : retour d’expérience", "France", 187, CUSTOMERS, "planning", 11, 50),
    P(14, "Security Briefing for IT Administrators", "Americas", 63, PRODUCT, "product", 16, 30, weekday=4),
    P(11, PROCUREMENT, "EMEA", 1377, DEMAND, "suppliers", 14),
    P(11, PROCUREMENT, "Americas", 949, DEMAND, "suppliers", 13, weekday=3),
    P(8, "Sustainable Packaging: What Buyers Want", "EMEA", 476, DEMAND, "sustainability", 10),
    P(6, "Control Tower 7.0: What’s New", "Americas", 634, PRODUCT, "product", 13, 45, "live+simlive", weekday=1),
    P(5, "Getting Started with Control Tower", "Global", 233, CUSTOMERS, "product", 9, 35, "on-demand", weekday=0),
    P(4, "From Forecast to Shelf: A Retail Case", "EMEA", 529, CUSTOMERS, "inventory", 14, 45),
    P(3, "Freight Rates: What to Expect", "Americas", 1215, DEMAND, "trade", 13),
    P(2, "Returns Management Without Tears", "EMEA", 388, PRODUCT, "warehouse", 11, 45),
    P(1, "Board-Ready Metrics for Supply Chain Leaders", "Americas", 1036, DEMAND, "finance", 13, weekday=1),
    P(0, ON_AIR, "EMEA", 742, DEMAND, "planning", 14, 90),
    P(-1, "Tariffs: What Changed This Quarter", "Americas", 620, DEMAND, "trade", 13),
    P(-2, "Control Tower Administrator Training", "EMEA", 140, LEARNING, "product", 10, 120, training=True),
    P(-4, "Global Operations Summit: Regional Forum", "APAC", 900, DEMAND, "planning", 10, 90, weekday=1),
)
