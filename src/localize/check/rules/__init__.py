"""One rule, or one family of rules, a module."""
