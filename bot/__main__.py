"""`python -m bot` is the command `dastan`; without a command it runs what the settings call for."""

import sys

if __name__ == "__main__":
    try:
        from bot.cli import main

        main()
    except KeyboardInterrupt:  # before the command line has been loaded: there is nothing to end yet
        sys.stdout.write("\nGoodbye.\n")
