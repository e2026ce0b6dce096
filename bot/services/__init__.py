"""One file a user story. What a use case needs comes in; it knows nothing of discord.py."""
