"""An engine in thirty lines: a word list from the project's settings, the rest in capitals."""

from localize.translate.engines.base import Draft


def engine(options):
    """What the entry point names: called once a run with the project's `[engines.shout]`."""
    return Shout(dict(options.table.get("words", {})))


class Shout:
    """Behind the Protocol `localize.translate.engines.base.Engine`."""

    name = "shout"
    # Placeholders and tags reach an engine of "none" as masks in plain text, to be kept as they
    # are; "html" gets tags, "source" the text as the author wrote it.
    markup = "none"
    needs = "nothing: it is an example"

    def __init__(self, words):
        self.words = words

    def missing(self):
        return ""

    def translate(self, requests, source, target):
        for index, request in enumerate(requests):
            words = [self._word(word, request.keep) for word in request.text.split(" ")]
            yield index, Draft(" ".join(words), engine=f"shout/{target}@1")

    def _word(self, word, keep):
        kept = any(mask in word for mask in keep)
        return word if kept else self.words.get(word, word.upper())
