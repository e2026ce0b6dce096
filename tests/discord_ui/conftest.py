"""Hypothesis as these tests want it."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("discord_ui", deadline=None)  # a busy machine is no defect of the code
settings.load_profile("discord_ui")
