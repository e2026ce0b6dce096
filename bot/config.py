"""The settings, read once from the environment and `.env`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: `.env` is looked for there, and paths that are not absolute begin there."""


class BadSettings(Exception):
    """The settings cannot be used; `complaints` has a sentence for each that an operator must mend."""

    def __init__(self, *complaints: str) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


class Settings(BaseSettings):
    """What an operator can set. Each field is the environment variable of the same name in capitals.

    What is empty or blank counts as not set.
    """

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env",
        env_file_encoding="utf-8-sig",  # Notepad puts a mark before the first line, which would hide it
        env_ignore_empty=True,
        extra="ignore",
    )

    discord_token: SecretStr | None = None
    """The bot's token; without one `make run` opens the sandbox."""
    database_url: str = Field(default="sqlite+aiosqlite:///data/dastan.sqlite3", validate_default=True)
    """Where everything is kept, as an SQLAlchemy URL; `postgresql://…` is understood too."""
    lessons_dir: Path = ROOT / "lessons"
    quizzes_dir: Path = ROOT / "quizzes"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    grace_hours: float = Field(default=6, ge=0, le=48)
    """For so long after its moment is a scheduled post still made that the bot, or Discord, was away for."""
    retention: float = Field(default=0.9, ge=0.7, le=0.97)
    """The probability of recall at which practice asks an item again; higher means more reviews."""
    shard_id: int = Field(default=0, ge=0)
    """Which shard of Discord's this process serves, from 0; one process serves one."""
    shard_count: int = Field(default=1, ge=1)
    """How many shards there are, and so how many processes; more than one needs PostgreSQL."""
    sandbox_port: int = Field(default=8765, ge=0, le=65535)
    """The port of the sandbox's page on 127.0.0.1; the next free one where it is taken, 0 for any."""

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @model_validator(mode="after")
    def _shards_agree(self) -> Settings:
        if self.shard_id >= self.shard_count:
            raise PydanticCustomError(
                "shards", f"SHARD_ID must be less than SHARD_COUNT ({self.shard_count}), not {self.shard_id}."
            )
        if self.shard_count > 1 and self.database_url.startswith("sqlite"):
            raise PydanticCustomError(
                "shards", "SHARD_COUNT above 1 means several processes, and those need PostgreSQL: set DATABASE_URL."
            )
        return self

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database_in_the_project(cls, url: str) -> str:
        if not url.startswith(("sqlite", "postgres")):
            raise ValueError("another kind of database")
        return from_project(url)

    @field_validator("lessons_dir", "quizzes_dir")
    @classmethod
    def _folder_in_the_project(cls, folder: Path) -> Path:
        return ROOT / folder


_MUST_BE = {
    "log_level": "must be DEBUG, INFO, WARNING or ERROR",
    "grace_hours": "must be a number of hours from 0 to 48",
    "retention": "must be a number from 0.7 to 0.97",
    "shard_id": "must be a number from 0, less than SHARD_COUNT",
    "shard_count": "must be a number from 1",
    "sandbox_port": "must be a number from 0 to 65535",
    "lessons_dir": "must be the path of a folder",
    "quizzes_dir": "must be the path of a folder",
}


def read_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises:
        BadSettings: they cannot be read or used.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(*map(_told, error.errors())) from None
    except UnicodeDecodeError:
        raise BadSettings(".env is not UTF-8 text: save it again with that encoding.") from None
    except OSError as error:
        raise BadSettings(f".env cannot be read: {error.strerror}.") from None


def _told(error: ErrorDetails) -> str:
    """What is wrong with one setting, or between two."""
    return str(error["msg"]) if not error["loc"] else _complaint(str(error["loc"][0]), error["input"])


def _complaint(name: str, value: object) -> str:
    """What is wrong with a setting. The token and the database's address are not repeated: they are secret."""
    if name == "database_url":
        return "DATABASE_URL must begin with sqlite:/// or postgresql://."
    if name not in _MUST_BE:
        return f"{name.upper()} cannot be used."
    return f"{name.upper()} {_MUST_BE[name]}, not {str(value)!r}."


def from_project(url: str) -> str:
    """A database URL in which the path of an SQLite file, where it is not absolute, begins at the project's folder."""
    kind, slashes, rest = url.partition(":///")
    path, mark, query = rest.partition("?")
    if kind.partition("+")[0] != "sqlite" or path in {"", ":memory:"} or path.startswith("file:"):
        return url
    return f"{kind}{slashes}{(ROOT / path).as_posix()}{mark}{query}"
