"""Everything that touches discord.py: acknowledge, call one use case, render, send."""
