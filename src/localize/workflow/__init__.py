"""The order of the stages: the only package that knows it. One module a command."""
