"""Libraries as earlier versions of the program left them: their own tables and rows, in either engine.

``tests/data/libraries/format-1.json.gz`` was written by the last version of that format: the statements that it made
its tables with, and all rows of a library of two events, a saved view, a session and an audit log of seven entries.
``format-2.json.gz`` has the same and a person, and seven entries that are a chain.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, create_engine

from webcast.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "data" / "libraries"


def make(settings: Settings, version: int, without: Collection[str] = ()) -> str:
    """Make a library of an earlier format where the settings say, and return its master key.

    Args:
        settings: Where it is to be.
        version: Its format.
        without: Tables that the first libraries of that format did not have.
    """
    found = json.loads(gzip.decompress((FOLDER / f"format-{version}.json.gz").read_bytes()))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        for statement in found["ddl"][engine.dialect.name]:
            conn.exec_driver_sql(statement)
        there = MetaData()
        for name, rows in found["rows"].items():
            if rows:
                table = Table(name, there, autoload_with=conn)
                conn.execute(table.insert(), [{key: _value(value) for key, value in row.items()} for row in rows])
        for name in without:
            conn.exec_driver_sql(f"DROP TABLE {name}")
        if engine.dialect.name == "postgresql":
            conn.exec_driver_sql("SELECT setval('audit_id_seq', (SELECT max(id) FROM audit))")
    engine.dispose()
    return str(found["key"])


def _value(value: Any) -> Any:
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value
