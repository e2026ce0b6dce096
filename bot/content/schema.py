"""The JSON Schema of a bank, by which editors complete keys, explain them and underline mistakes.

`python -m bot.content.schema` writes it to `quizzes/bank.schema.json`; a test holds the file to the models.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.content.models import BankModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TARGET = Path(__file__).resolve().parents[2] / "quizzes" / "bank.schema.json"


def bank_schema() -> dict[str, Any]:
    """The schema, generated from the models."""
    return {"$schema": DIALECT, **BankModel.model_json_schema(mode="validation")}


def schema_text() -> str:
    """The schema as the file has it."""
    return json.dumps(bank_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8")
