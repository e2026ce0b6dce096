"""The settings, read once from the environment and `.env`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator can set. Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    discord_token: SecretStr | None = None
    """The bot's token; without one `make run` opens the sandbox."""
    database_url: str = "sqlite+aiosqlite:///data/dastan.sqlite3"
    """Where everything is kept, as an SQLAlchemy URL; `postgresql://…` is understood too."""
    lessons_dir: Path = ROOT / "lessons"
    quizzes_dir: Path = ROOT / "quizzes"
    log_level: str = "INFO"
    sandbox_port: int = Field(default=8765, ge=0, le=65535)
    """The port of the sandbox's page on 127.0.0.1; the next free one where it is taken, 0 for any."""
