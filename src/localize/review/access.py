"""Who may come in: secrets, cookies, invitations, and the allow-list of hosts.

As Jupyter does it: a random token in the address is swapped for a cookie that no script reads. The
owner's is a session that this launch remembers and nothing else; that of the invited is signed, so
that it outlives a restart of the server. What is kept of a token is its hash.

A cookie of this machine goes to every port of it, so that it is bound to a path that pages of other
servers do not know.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localize.errors import StorageError, UsageError
from localize.review.decide import Reviewer, Role
from localize.storage.inside import make_folder
from localize.storage.signature import NO_FILE, Signature, signature
from localize.storage.write import explained, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Invitation:
    """An entry of the list of reviewers."""

    reviewer: Reviewer
    token_hash: str


def reviewer_name(name: str) -> str:
    """A name fit for a stamp.

    Raises:
        UsageError: it is empty, too long, or would read as a stamp.
    """
    clean = " ".join(name.split())
    if not clean or len(clean) > 80 or not clean.isprintable() or clean.startswith("localize:"):
        raise UsageError(
            f"{name!r} is no name for a reviewer", hint="1 to 80 characters, such as 'Aiko Sato'"
        )
    return clean


class Invitations:
    """The reviewers of a project, in a file only its owner reads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "reviewers.json"
        self._secret_path = folder / "secret"
        self._seen: Signature | None = None
        self._known: dict[str, Invitation] = {}

    def invite(self, reviewer: Reviewer) -> str:
        """A new token for somebody; an older one of the same name is void from now on."""
        token = secrets.token_urlsafe(32)
        known = dict(self.known())
        known[reviewer.name] = Invitation(reviewer, _hash(token))
        rows = [
            {"name": one.reviewer.name, "role": one.reviewer.role.value, "token": one.token_hash}
            for one in known.values()
        ]
        _write_private(self._path, json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return token

    def known(self) -> Mapping[str, Invitation]:
        """The invited by name; read again when the file changes."""
        seen = signature(self._path)
        if seen != self._seen:
            self._known, self._seen = self._read() if seen != NO_FILE else {}, seen
        return self._known

    def _read(self) -> dict[str, Invitation]:
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            invitations = [
                Invitation(Reviewer(row["name"], Role(row["role"])), row["token"]) for row in rows
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"not a list of reviewers: {error}",
                path=self._path,
                hint="delete it and invite them again",
            ) from error
        return {one.reviewer.name: one for one in invitations}

    def by_token(self, token: str) -> Reviewer | None:
        """Whom a token was given to."""
        wanted = _hash(token)
        for invitation in self.known().values():
            if hmac.compare_digest(invitation.token_hash, wanted):
                return invitation.reviewer
        return None

    def secret(self) -> bytes:
        """The key the cookies are signed with, made once a project."""
        try:
            key = bytes.fromhex(self._secret_path.read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            key = b""
        if len(key) != 32:
            key = secrets.token_bytes(32)
            with contextlib.suppress(StorageError):  # where nothing can be kept, for this launch
                _write_private(self._secret_path, key.hex() + "\n")
        return key

    def path(self) -> str:
        """The first part of the addresses of this project's review, with a slash before it."""
        return "/" + hmac.new(self.secret(), b"path", hashlib.sha256).hexdigest()[:16]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _write_private(path: Path, text: str) -> None:
    with explained(path, StorageError, hint="the folder of the project must be yours to write"):
        make_folder(path.parent)
        path.parent.chmod(0o700)
        write_file(path, text.encode("utf-8"), mode=0o600)


_MOST_SESSIONS = 100


class Keeper:
    """Says who somebody is, by a token or by a cookie."""

    def __init__(self, invitations: Invitations, *, owner: Reviewer | None, token: str) -> None:
        """`owner` comes in with `token`; None: only the invited do."""
        self._invitations = invitations
        self._owner = owner
        self._token = _hash(token)
        self._secret = invitations.secret()
        self._launch = secrets.token_bytes(32)
        self._sessions: dict[str, None] = {}

    def by_token(self, token: str) -> Reviewer | None:
        """Whom a token lets in."""
        if self._owner is not None and hmac.compare_digest(_hash(token), self._token):
            return self._owner
        return self._invitations.by_token(token)

    def cookie(self, reviewer: Reviewer) -> str:
        """What a browser keeps: a new session of the owner's, or the name of an invited, signed."""
        if self.ends_with_launch(reviewer):
            session = secrets.token_urlsafe(32)
            self._sessions[_hash(session)] = None
            for old in list(self._sessions)[:-_MOST_SESSIONS]:
                del self._sessions[old]
            return session
        name = reviewer.name.encode().hex()
        return f"{name}.{self._signature('cookie', reviewer.name)}"

    def by_cookie(self, cookie: str) -> Reviewer | None:
        """Who shows this cookie; none if it was forged or the invitation withdrawn."""
        if self._owner is not None and _hash(cookie) in self._sessions:
            return self._known_as(self._owner)
        name, _, signature = cookie.partition(".")
        try:
            clear = bytes.fromhex(name).decode("utf-8")
        except ValueError:
            return None
        if not hmac.compare_digest(signature.encode(), self._signature("cookie", clear).encode()):
            return None
        invited = self._invitations.known().get(clear)
        return invited.reviewer if invited else None

    def ends_with_launch(self, reviewer: Reviewer) -> bool:
        """Whether somebody's cookie is of no use to the next launch: the owner's is not."""
        return reviewer is self._owner

    def _known_as(self, owner: Reviewer) -> Reviewer:
        """The invited first: who shares the owner's name does not get the owner's role."""
        invited = self._invitations.known().get(owner.name)
        return invited.reviewer if invited else owner

    def form_key(self, reviewer: Reviewer) -> str:
        """What a page sends back as a header with whatever changes something."""
        return self._signature("form", reviewer.name)

    def _signature(self, purpose: str, name: str) -> str:
        invitation = self._invitations.known().get(name)
        bound = invitation.token_hash if invitation else ""
        text = f"{purpose}\x00{name}\x00{bound}".encode("utf-8", "surrogatepass")
        key = self._secret if invitation else self._launch
        return hmac.new(key, text, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and the names it answers to."""

    host: str = "127.0.0.1"
    port: int = 0
    url: str = ""
    """The address reviewers use where a proxy stands before it; its path is the base path."""
    path: str = ""
    """The base path where there is no `url`; empty: it is not known here."""

    @property
    def base(self) -> str:
        """The base path, without a slash at its end: `` or `/review`."""
        return urlsplit(self.url).path.rstrip("/") if self.url else self.path

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in LOOPBACK

    @property
    def secure(self) -> bool:
        """Whether reviewers come by https."""
        return urlsplit(self.url).scheme == "https"

    @property
    def public(self) -> str:
        """The address to open, without a token."""
        if self.url:
            return self.url.rstrip("/") + "/"
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}{self.path}/"

    def allows_host(self, header: str) -> bool:
        """Whether a `Host` header names this server.

        DNS rebinding needs a name, so that an IP address is safe where every address is served.
        """
        if self.url and header.lower() == urlsplit(self.url).netloc.lower():
            return True
        name, port = _split_host(header)
        if (port or "80") != str(self.port):
            return False
        if name in LOOPBACK or name == self.host.lower():
            return True
        return self.host in {"0.0.0.0", "::"} and _is_address(name)  # noqa: S104

    def allows_origin(self, header: str) -> bool:
        """Whether an `Origin` header is this server's own.

        Raises:
            ValueError: it is no origin.
        """
        parts = urlsplit(header)
        if self.url:
            own = urlsplit(self.url)
            if (parts.scheme, parts.netloc.lower()) == (own.scheme, own.netloc.lower()):
                return True
        return parts.scheme == "http" and bool(parts.netloc) and self.allows_host(parts.netloc)


def _split_host(header: str) -> tuple[str, str]:
    header = header.strip().lower()
    if header.startswith("["):
        name, _, rest = header[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = header.partition(":")
    return name, port


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
