"""`python -m localize`, the same as the `localize` command."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        # The folder that one is in: a project's `yaml.py` would be taken for the library.
        del sys.path[0]
    from localize.cli.app import main

    main()
