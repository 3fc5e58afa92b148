"""The review in the browser. Everything here needs the extra `web`."""
