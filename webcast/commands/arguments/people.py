"""Commands for who says who may sign in: ``people`` and ``accounts``."""

from __future__ import annotations

from typing import Final

from webcast.commands.arguments.parser import Commands, Parser, command

ROLES: Final = ("figures", "people", "files", "admin")
"""Those of ``webcast.roles``, which is not loaded to say so; a test holds them to it."""

LOCAL: Final = "http://localhost:8501"


def people(commands: Commands) -> None:
    """Add ``people``."""
    made = command(
        commands,
        "people",
        ("people", "people"),
        "Say who may sign in to the dashboard, and as what",
        "docs/people.md has the roles. Open pages of who is disabled go blank within seconds.",
        example="people add 'Ann Example' ann@example.com --role people --at https://webcasts.example.com",
    )
    under = made.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=Parser)
    add = under.add_parser("add", help="add somebody and print the link of an invitation", allow_abbrev=False)
    add.add_argument("name", metavar="NAME", help="what they are called")
    add.add_argument("email", metavar="E-MAIL", help="what they sign in with")
    _role(add, several=True)
    _limit(add)
    _at(add)
    invite = under.add_parser("invite", help="print a new link, also for a new passphrase", allow_abbrev=False)
    invite.add_argument("email", metavar="E-MAIL")
    _at(invite)
    role = under.add_parser("role", help="give somebody another role, and end their sessions", allow_abbrev=False)
    role.add_argument("email", metavar="E-MAIL")
    _role(role)
    accounts = under.add_parser("accounts", help="which accounts somebody is in, and as what", allow_abbrev=False)
    accounts.add_argument("email", metavar="E-MAIL")
    leave = under.add_parser(
        "leave", help="take somebody out of an account, and end their sessions", allow_abbrev=False
    )
    leave.add_argument("email", metavar="E-MAIL")
    _account(leave)
    limit = under.add_parser(
        "limit", help="show somebody a part of the account's events alone, and end their sessions", allow_abbrev=False
    )
    limit.add_argument("email", metavar="E-MAIL")
    _limit(limit)
    limit.add_argument("--none", action="store_true", help="take the limit away")
    _account(limit)
    for name, said in (
        ("disable", "let somebody sign in no more, and end their sessions at once"),
        ("enable", "let somebody in again"),
        ("remove", "take somebody away with all that is kept of them, and end their sessions"),
    ):
        under.add_parser(name, help=said, allow_abbrev=False).add_argument("email", metavar="E-MAIL")
    under.add_parser("list", help="who there is", allow_abbrev=False)


def accounts(commands: Commands) -> None:
    """Add ``accounts``."""
    made = command(
        commands,
        "accounts",
        ("people", "accounts"),
        "Hold accounts of the platform for the people of the dashboard",
        "Name and password are those of WEBCAST_USERNAME and WEBCAST_PASSWORD (or _FILE), else they are asked for. "
        "The platform is asked whether it takes them; then they are kept sealed in the library.",
    )
    under = made.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=Parser)
    under.add_parser("add", help="hold an account, or the new password of one that is held", allow_abbrev=False)
    under.add_parser("list", help="which are held, and how they are refreshed", allow_abbrev=False)
    password = under.add_parser(
        "password", help="give one a new password that nobody knows, at the platform too", allow_abbrev=False
    )
    password.add_argument("name", metavar="USER_NAME", help="its name at the platform")
    remove = under.add_parser("remove", help="hold one no more", allow_abbrev=False)
    remove.add_argument("name", metavar="USER_NAME", help="its name at the platform")


def _role(made: Parser, *, several: bool = False) -> None:
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument("--role", choices=ROLES, help="what they may see and do")
    which.add_argument("--admin", action="store_true", help="everything: as --role admin")
    _account(made, several=several)


def _account(made: Parser, *, several: bool = False) -> None:
    help_ = "the platform's account (default: the only one held)"
    if several:
        made.add_argument(
            "--account", metavar="USER_NAME", action="append", default=[], help=f"{help_}; may be given again"
        )
    else:
        made.add_argument("--account", metavar="USER_NAME", help=help_)


def _limit(made: Parser) -> None:
    for names, metavar, what in (
        (("--cost-center", "--cost-centre"), "NAME", "the events of this cost center"),
        (("--folder",), "ID", "the events of this folder"),
        (("--event",), "ID", "this event"),
    ):
        made.add_argument(
            *names, metavar=metavar, action="append", default=[], help=f"limit them to {what}; may be given again"
        )


def _at(made: Parser) -> None:
    made.add_argument(
        "--at", metavar="URL", default=LOCAL, help=f"where people reach the dashboard (default: {LOCAL})"
    )
