"""The `localize` command, also as `python -m localize`.

Importing the command line takes a moment. Ctrl-C ends it as it ends everything later.
"""

import sys


def main() -> None:
    """Run the command line and exit with a documented code."""
    try:
        from localize.cli.app import main as run
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; everything finished so far is kept\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # The folder that one is in: a project's `yaml.py` would be taken for the library.
        del sys.path[0]
    main()
