"""What this machine's user decided, and no project can: programs, hosts, folders (docs/trust.md).

`config.toml` is written by hand, `allowed-hosts` by `localize engines allow`; both are in the
user's configuration folder.
"""

import os
import re
import shutil
import sys
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from localize.errors import ConfigError, NotAllowedError, StorageError, UsageError
from localize.storage.write import explained, write_file
from localize.toml import toml_table

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:]*:[0-9a-f:.]*", re.IGNORECASE)
_ADDRESS = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without a backslash, which clients read differently."""


def user_folder() -> Path:
    """The folder of this user's configuration; it need not exist."""
    named = os.environ.get("APPDATA" if sys.platform == "win32" else "XDG_CONFIG_HOME", "")
    # The base directory specification has relative paths ignored.
    base = Path(named) if Path(named).is_absolute() else Path("~/.config").expanduser()
    return base / "localize"


def user_table(name: str) -> Mapping[str, object]:
    """A table of the user's `config.toml`; empty where it has none. `engines.argos` goes down.

    Raises:
        ConfigError: the file cannot be read.
    """
    path = user_folder() / "config.toml"
    table: object = toml_table(path) if path.is_file() else {}
    for part in name.split("."):
        table = table.get(part, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        raise ConfigError(f"[{name}] is not a table", path=path)
    return table


def program(name: str) -> str | None:
    """The absolute path of a program that the user has: on PATH, or where an absolute name leads.

    Relative entries of PATH are left out, and Windows' habit to look into the current folder: both
    would find what a project brings along.
    """
    if os.path.dirname(name):  # noqa: PTH120 - `./git` would lose its dot as a Path
        return shutil.which(name) if Path(name).is_absolute() else None
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if Path(folder).is_absolute():
            path = shutil.which(str(Path(folder, name)))
            if path is not None:
                return path
    return None


def allowed_hosts() -> frozenset[str]:
    """The hosts that the user allowed."""
    try:
        lines = _hosts_path().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    return frozenset(line.strip().lower() for line in lines if line.strip()[:1] not in {"", "#"})


def allow_host(host: str) -> bool:
    """Let projects name a host from now on; False: it was allowed already.

    Raises:
        UsageError: it is no host.
        StorageError: the list cannot be written.
    """
    name = host.strip().lower().removesuffix(".")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    if not _HOST.fullmatch(name):
        raise UsageError(f"{host!r} is no host", hint="such as translate.example.org")
    return _write_hosts(allowed_hosts() | {name})


def forbid_host(host: str) -> bool:
    """Take a host back; False: it was not allowed."""
    return _write_hosts(allowed_hosts() - {host.strip().lower().removesuffix(".")})


def _write_hosts(hosts: Collection[str]) -> bool:
    if hosts == allowed_hosts():
        return False
    with explained(_hosts_path(), StorageError, hint="nothing was changed"):
        write_file(_hosts_path(), "".join(f"{host}\n" for host in sorted(hosts)).encode())
    return True


def _hosts_path() -> Path:
    return user_folder() / "allowed-hosts"


def refuse_foreign(address: str, *, key: str, default: Collection[str] = ()) -> None:
    """Refuse an address of a project's configuration that the user has not allowed.

    Allowed are this machine, the hosts in `default` (by https), and those of `allowed_hosts`.

    Raises:
        NotAllowedError: with the command that allows it.
        ConfigError: it is no address that every client reads the same way.
    """
    host = address_host(address, key=key)
    if is_loopback(host) or host in allowed_hosts():
        return
    if host in default and urlsplit(address).scheme == "https":
        return
    raise NotAllowedError(
        f"{key} sends texts, and a key where one is set, to {host}",
        hint=f"if you trust it:  localize engines allow {host}\n"
        "it is kept for you alone, not in the project: docs/trust.md",
    )


def address_host(address: str, *, key: str) -> str:
    """The host of an address; that of this machine where it names none.

    Raises:
        ConfigError: it is no address that every client reads the same way.
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "localhost", parts.port
    except ValueError as error:
        raise ConfigError(f"{key} is no address: {error}") from error
    plain = host.lower().removesuffix(".")
    is_plain = _ADDRESS.fullmatch(address) and address.count("@") < 2
    if not is_plain or not _HOST.fullmatch(plain):
        raise ConfigError(f"{key} is no plain address: {address!r}", hint="a host is ASCII letters")
    return plain


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
