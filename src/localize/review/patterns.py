"""Regular expressions of a reviewer, run in a process of their own that is killed in time.

Python's `re` can take longer than the age of the universe over `(a+)+b`, cannot be interrupted, and
stops every other thread meanwhile. What is typed into a search field may not do that to a server.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import cast

from localize.errors import UsageError

_SECONDS = 3.0
_PROGRAM = """
import json, re, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except (ImportError, ValueError, OSError):
    pass
asked = json.load(sys.stdin)
try:
    pattern = re.compile(asked["pattern"], re.M | (0 if asked["case"] else re.I))
    if asked["template"] is None:
        answer = {"found": [n for n, text in enumerate(asked["texts"]) if pattern.search(text)]}
    else:
        answer = {"texts": [pattern.sub(asked["template"], text) for text in asked["texts"]]}
except (re.error, IndexError) as error:
    answer = {"error": str(error)}
except (RecursionError, OverflowError, MemoryError):
    answer = {"error": "too deep or too large"}
json.dump(answer, sys.stdout)
"""
_few_at_a_time = threading.Semaphore(2)


class PatternError(UsageError):
    """A regular expression that cannot be used; `msgid` is the interface's, `why` fills it."""

    def __init__(self, msgid: str, why: str = "") -> None:
        super().__init__(msgid.replace("{error}", why))
        self.msgid = msgid
        self.why = why


def pattern_in(text: str) -> str:
    """The regular expression of a search, written `/so/`; empty: the search is for words."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == "/" else ""


def matching_places(pattern: str, texts: Sequence[str]) -> list[int]:
    """Which of the texts a pattern is in; the case of letters does not matter.

    Raises:
        PatternError: it is no regular expression, or takes too long.
    """
    answer = _run(pattern, texts, template=None, match_case=False)
    return cast("list[int]", answer["found"])


def substituted(
    pattern: str, template: str, texts: Sequence[str], *, match_case: bool
) -> list[str]:
    r"""The texts with every match replaced; `\\1` in the template is a group, as in `re.sub`.

    Raises:
        PatternError: it is no regular expression, or takes too long.
    """
    answer = _run(pattern, texts, template=template, match_case=match_case)
    return cast("list[str]", answer["texts"])


def _run(
    pattern: str, texts: Sequence[str], *, template: str | None, match_case: bool
) -> dict[str, object]:
    asked = {"pattern": pattern, "texts": texts, "template": template, "case": match_case}
    with _few_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 - our own Python, a program of our own
                [sys.executable, "-I", "-S", "-c", _PROGRAM],
                input=json.dumps(asked),
                capture_output=True,
                encoding="ascii",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PatternError("The regular expression takes too long; make it simpler.") from error
    if done.returncode:
        raise PatternError("The regular expression takes too long; make it simpler.")
    answer: dict[str, object] = json.loads(done.stdout)
    if "error" in answer:
        msgid = "This is no regular expression: {error}"
        raise PatternError(msgid, str(answer["error"]))
    return answer
