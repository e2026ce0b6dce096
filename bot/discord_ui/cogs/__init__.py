"""The slash commands, a file a group."""
