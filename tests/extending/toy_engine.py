"""An engine: says everything louder."""

from localize.translate.engines.base import Draft


def engine(options):
    return Loud()


class Loud:
    name = "loud"
    markup = "none"

    def translate(self, requests, source, target):
        for number, request in enumerate(requests):
            yield number, Draft(request.text.upper(), f"loud/{target}@1")
