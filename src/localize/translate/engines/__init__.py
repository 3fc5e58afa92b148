"""Engines: the only place that knows ctranslate2, argostranslate and HTTP APIs."""
