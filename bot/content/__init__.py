"""YAML and Markdown to an immutable Library, or every problem as file:line:column."""

from bot.content.banks import parse_bank
from bot.content.library import Loaded, check_paths, load, load_alone, load_async
from bot.content.problems import Problem
from bot.content.report import render

__all__ = ["Loaded", "Problem", "check_paths", "load", "load_alone", "load_async", "parse_bank", "render"]
