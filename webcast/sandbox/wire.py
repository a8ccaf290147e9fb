"""What the sandbox answers to, in literals of its own: it must not agree with our client because it asks the client.

The names are those of the guide and of our best reading of it (docs/api.md); a test compares both sides.
"""

from __future__ import annotations

from typing import Final

PATHS: Final = {
    "login": "/api/login",
    "login_json": "/api/login/json",
    "time_zones": "/api/reporting/timezones",
    "event_list": "/api/reporting/eventlist",
    "report": "/api/reporting/audience_reports",
    "password_change": "/api/passwordchange",
    "password_change_xml": "/api/passwordchange/xml",
    "password_change_json": "/api/passwordchange/json",
}

PARAMETER: Final = {
    "username": "username",
    "password": "password",
    "version": "ver",
    "user_id": "ui",
    "session_id": "si",
    "event_id": "ei",
    "format": "df",
    "zone": "tz",
    "start_date": "start",
    "end_date": "end",
    "registered_in_range": "dr_regs",
    "viewed_in_range": "dr_sessions",
    "campaigns": "sti_filter",
    "exclude_domains": "excl_domain",
    "include_domains": "inclu_domain",
    "asked_question": "users_qa",
    "answered_survey": "user_survey",
    "no_shows": "no_shows",
    "live": "live_viewers",
    "on_demand": "od_viewers",
    "simlive": "simlive_viewers",
    "expired": "expired",
    "current_password": "currentpassword",
    "current_password_plain": "currenttpassword",
    "new_password": "newpassword",
}
"""Parameter names by field."""

VERSION: Final = "2.0"
ON: Final = "on"
OFF: Final = "off"
DATE_FORMAT: Final = "%m/%d/%Y"
