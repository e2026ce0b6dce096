"""Dastan: a Discord bot that turns a server into a history class."""
