"""How often doubtful sentences are tried again. Pure."""

from dataclasses import dataclass

_ALWAYS = 16
_SHARE = 32


@dataclass(slots=True)
class Retries:
    """What has become of a model's doubtful sentences, over a whole run.

    Some are always tried again, and more as long as that helps at least every other time: where it
    does not, it is the model or its language pair, and no search will mend that.
    """

    seen: int = 0
    """Sentences translated."""
    tried: int = 0
    """Sentences tried again, or about to be."""
    mended: int = 0
    """Those of which the second output was not doubtful."""

    def take(self, wanted: int) -> int:
        """How many of so many doubtful sentences may be tried again; they count as tried."""
        helps = 0 < self.tried <= 2 * self.mended
        count = wanted if helps else min(wanted, max(0, self._free - self.tried))
        self.tried += count
        return count

    @property
    def _free(self) -> int:
        return _ALWAYS + self.seen // _SHARE
