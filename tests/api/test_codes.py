from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from webcast.api.codes import ERRORS, ReturnCode, UnknownCode, error_for
from webcast.errors import BadData, ChangeRequest, SignInAgain, TryAgainLater, UnexpectedAnswer, WebcastError

GUIDE: dict[int, type[WebcastError]] = {
    0: TryAgainLater,
    10: ChangeRequest,
    11: SignInAgain,
    50: TryAgainLater,
    51: BadData,
    60: TryAgainLater,
    61: TryAgainLater,
    62: TryAgainLater,
    70: ChangeRequest,
    71: ChangeRequest,
    72: ChangeRequest,
    73: ChangeRequest,
    74: ChangeRequest,
}


def test_every_code_of_the_guide_has_a_class_of_its_own() -> None:
    assert set(ERRORS) == set(GUIDE)
    assert len(set(ERRORS.values())) == len(GUIDE)


@pytest.mark.parametrize("code", GUIDE)
def test_a_code_is_in_the_group_of_what_to_do_next(code: int) -> None:
    error = error_for(code)
    assert isinstance(error, GUIDE[code])
    assert isinstance(error, ReturnCode)
    assert error.code == code
    assert str(error).startswith(f"The platform answered with return code {code}: {error.meaning} ")
    assert error.remedy == error.action
    assert error.action.endswith(".")


def test_an_unknown_code_says_so() -> None:
    error = error_for(99)
    assert isinstance(error, UnknownCode)
    assert isinstance(error, UnexpectedAnswer)
    assert error.message == "The platform answered with return code 99, which its guide does not list."


def test_success_is_no_error() -> None:
    with pytest.raises(ValueError, match="Return code 1 is success"):
        error_for(1)


@pytest.mark.parametrize("code", [*GUIDE, 99])
def test_an_error_survives_pickling(code: int) -> None:
    error = error_for(code)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 our own bytes
    assert (type(copy), copy.code, str(copy)) == (type(error), code, str(error))


def test_what_pure_parts_import_from_here_is_light() -> None:
    program = (
        "import sys; from webcast.api import codes, endpoints, limits, redaction; "
        "print([m for m in ('requests', 'urllib3', 'polars', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
