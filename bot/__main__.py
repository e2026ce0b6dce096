"""`python -m bot` is the command `dastan`; without a command it runs what the settings call for."""

from bot.cli import main

if __name__ == "__main__":
    main()
