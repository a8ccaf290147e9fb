"""Commands that run until they are stopped: the dashboard, a demo of it, the sandbox platform."""

from __future__ import annotations

from webcast.commands.arguments.parser import Commands, command, port


def servers(commands: Commands) -> None:
    """Add ``sandbox``, ``demo`` and ``serve``."""
    made = command(
        commands,
        "sandbox",
        ("demo", "sandbox"),
        "Run the sandbox platform alone, until Ctrl-C",
        "A platform on loopback that follows the Reporting API's guide; all people in it are made up.",
    )
    made.add_argument("--port", type=port, default=0, metavar="N", help="the port (default: a free one)")
    made = command(
        commands,
        "demo",
        ("demo", "demo"),
        "Run the sandbox platform and the dashboard on it, until Ctrl-C",
        "Its data stay apart from your library.",
    )
    made.add_argument("--port", type=port, default=8501, metavar="N", help="the dashboard's port (default: 8501)")
    made.add_argument(
        "--folder",
        metavar="DIR",
        help="where its data are kept (default: .demo in a checkout, else a folder beside your other data)",
    )
    made = command(
        commands,
        "serve",
        ("serving", "serve"),
        "Run the dashboard against the platform, until Ctrl-C",
        "Its settings are in docs/settings.md. With --address 0.0.0.0 others reach it too; put TLS in front then.",
    )
    made.add_argument("--port", type=port, default=8501, metavar="N", help="its port (default: 8501)")
    made.add_argument("--address", default="127.0.0.1", help="where it listens (default: this machine alone)")
