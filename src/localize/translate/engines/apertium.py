"""Apertium: rule-based, offline, for close languages (https://apertium.org); by its command."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from localize.errors import ConfigError, EngineError, EngineMissingError
from localize.model import Draft, Locale
from localize.translate.engines.base import Engine, EngineOptions, Estimate, Request
from localize.translate.engines.dispatch import Answer, Batch, answered, batched, dispatched
from localize.translate.engines.settings import Settings
from localize.user import program

_KEYS = ("command", "mode", "directory", "timeout")
_MODE = re.compile(r"[A-Za-z0-9_]+(?:[@.+-][A-Za-z0-9_]+)*")
"""A name, not a path: a mode is a shell script."""
# Apertium names its modes by ISO 639-3; these are the languages with a released pair.
_PAIRS = (
    "af:afr an:arg ar:ara ast:ast be:bel bg:bul br:bre ca:cat crh:crh cy:cym da:dan "
    "de:deu en:eng eo:epo es:spa eu:eus fr:fra gl:glg hi:hin hr:hrv id:ind is:isl "
    "it:ita kk:kaz mk:mkd ms:msa mt:mlt nb:nob nl:nld nn:nno oc:oci pl:pol pt:por "
    "ro:ron ru:rus sc:srd se:sme sl:slv sr:srp sv:swe szl:szl tr:tur tt:tat uk:ukr "
    "ur:urd"
)
CODES = dict(pair.split(":") for pair in _PAIRS.split())
_DIVIDER = "\n<hr>\n"


def engine(options: EngineOptions) -> Engine:
    """The engine by the project's `[engines.apertium]`."""
    return Apertium(options)


class Apertium:
    """HTML through the `apertium` command, whose deformatter leaves tags alone."""

    name = "apertium"
    markup: Literal["none", "html", "source"] = "html"
    needs = "the apertium command and a pair, such as: apt install apertium apertium-eng-spa"

    def __init__(self, options: EngineOptions) -> None:
        settings = Settings(self.name, options.table, options.user).only(_KEYS)
        self._command = settings.own_text("command", "apertium")
        self._directory = settings.own_text("directory")
        self._mode = settings.text("mode")
        if self._mode and not _MODE.fullmatch(self._mode):
            raise ConfigError(f"[engines.apertium] mode is no mode's name: {self._mode!r}")
        self._timeout = settings.number("timeout", 120.0)

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """Drafts by batch; one process a batch.

        Raises:
            EngineMissingError: no command, or no mode for the pair.
            EngineError: the command fails.
        """
        if not requests:
            return
        if program(self._command) is None:
            raise EngineMissingError(
                f"apertium: no command {self._command!r}",
                hint="apt install apertium, or see https://wiki.apertium.org/wiki/Installation",
            )
        mode = self._mode or self._found_mode(source, target)
        batches = batched(requests, size=200, characters=40_000)
        # The processes of a pipeline share the cores already.
        yield from dispatched(
            batches, partial(self._ask, requests, mode), engine=self.name, concurrency=1
        )

    def missing(self) -> str:
        """Whether the command is there."""
        return "" if program(self._command) else f"no command {self._command!r}"

    def estimate(self, requests: Sequence[Request], _source: Locale, _target: Locale) -> Estimate:
        """Characters; it costs nothing."""
        return Estimate(characters=sum(len(request.text) for request in requests))

    def _found_mode(self, source: Locale, target: Locale) -> str:
        listed = self._run(["-l"], "").split()
        ours = CODES.get(source.language, source.language)
        theirs = CODES.get(target.language, target.language)
        territory = f"_{target.territory}" if target.territory else ""
        for mode in (f"{ours}-{theirs}{territory}", f"{ours}-{theirs}"):
            if mode in listed:
                return mode
        raise EngineMissingError(
            f"apertium: no mode {ours}-{theirs}",
            hint=f"installed: {' '.join(listed) or 'none'}; try: apt install apertium-{ours}-"
            f"{theirs} (or apertium-{theirs}-{ours})",
        )

    def _ask(self, requests: Sequence[Request], mode: str, batch: Batch) -> Answer:
        text = _DIVIDER.join(" ".join(requests[index].text.splitlines()) for index in batch)
        # -u: no asterisks at unknown words. html-noent: letters stay letters.
        pieces = self._run(["-u", "-f", "html-noent", mode], text).split("<hr>")
        return answered(batch, [piece.strip() for piece in pieces], f"{self.name}/{mode}")

    def _run(self, arguments: list[str], text: str) -> str:
        where = ["-d", self._directory] if self._directory else []
        try:
            done = subprocess.run(  # noqa: S603 - the user's command; no shell
                [program(self._command) or self._command, *where, *arguments],
                input=text,
                capture_output=True,
                encoding="utf-8",
                timeout=self._timeout,
                check=False,
            )
        except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired) as error:
            raise EngineError(f"apertium: {error}") from error
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())[:200]
            raise EngineError(f"apertium: exit {done.returncode}: {said}")
        return done.stdout
