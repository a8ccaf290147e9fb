"""Who the command line is at the platform: from the settings, else asked for; never an argument."""

from __future__ import annotations

from dataclasses import dataclass

from webcast.api.client import ApiSession, ReportingClient
from webcast.api.redaction import Secret
from webcast.commands.console import Console
from webcast.errors import SignInAgain
from webcast.library import account_key
from webcast.setting_values import PREFIX
from webcast.settings import Settings


@dataclass(repr=False)
class Account:
    """The API account of this run; signs in when it is first needed."""

    settings: Settings
    console: Console
    _session: ApiSession | None = None
    _username: str | None = None
    _password: Secret | None = None

    @property
    def username(self) -> str:
        """The user name.

        Raises:
            SignInAgain: It is not set, and nobody is there to ask.
        """
        if self._username is None:
            self._username = self.settings.username or self._asked("user name")
        return self._username

    @property
    def password(self) -> Secret:
        """The password.

        Raises:
            SignInAgain: It is not set, and nobody is there to ask.
        """
        if self._password is None:
            self._password = Secret(self.settings.password or self._asked("password"))
        return self._password

    def refused(self) -> None:
        """Have nothing to end: who runs a command is told that the password is refused."""

    @property
    def key(self) -> str:
        """What the library keeps the account's events under."""
        return account_key(self.username, self.settings.platform_url)

    def session(self) -> ApiSession:
        """Sign in, once.

        Raises:
            SignInAgain: Credentials are missing or refused.
            WebcastError: The platform cannot be reached.
        """
        if self._session is None:
            self._session = ReportingClient(self.settings).sign_in(self.username, self.password)
        return self._session

    def _asked(self, what: str) -> str:
        name = what.replace(" ", "").upper()
        if not self.console.interactive:
            raise SignInAgain(
                f"The platform wants a {what}, and none is set.",
                remedy=f"Set {PREFIX}{name}, or {PREFIX}{name}_FILE to a file that holds it.",
            )
        question = f"API {what}"
        return self.console.ask_secret(question) if what == "password" else self.console.ask(question)
