"""The menu in a narrow window, where it lies over the page: on a phone, or where a window is made narrow."""

from __future__ import annotations

from typing import Final

from tests.browser.visit import Visit

PHONE: Final = (390, 844)
TURNED: Final = (844, 390)
WIDE: Final = (1440, 900)


def opened(visit: Visit) -> bool:
    return visit.page.get_by_test_id("stSidebar").get_attribute("data-collapsed") == "false"


def open_menu(visit: Visit) -> None:
    visit.click(visit.page.get_by_test_id("stExpandSidebarButton"))
    assert opened(visit)


def test_the_menu_leaves_the_page_that_it_led_to_and_lies_over_no_page_after(known: Visit) -> None:
    visit = known
    visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visit.open("/events")
    assert not opened(visit)
    open_menu(visit)
    visit.go("Home")
    assert visit.path == "/home"
    assert not opened(visit)
    # Who opened it, turns the phone and turns it back, or loads the page again, looks at the page.
    open_menu(visit)
    visit.resize(*TURNED)
    assert opened(visit)
    visit.resize(*PHONE)
    assert not opened(visit)
    open_menu(visit)
    visit.reload()
    assert not opened(visit)
    # A narrow window decides nothing for the wide one: there it stands beside the page until it is closed there.
    visit.resize(*WIDE)
    assert opened(visit)
    visit.go("Events")
    assert opened(visit)
    visit.page.get_by_test_id("stSidebar").hover()
    visit.click(visit.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button"))
    visit.resize(*PHONE)
    open_menu(visit)
    visit.go("Home")
    visit.resize(*WIDE)
    assert not opened(visit)
