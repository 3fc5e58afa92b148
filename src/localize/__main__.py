"""`python -m localize`, the same as the `localize` command."""

from localize.cli.app import main

if __name__ == "__main__":
    main()
