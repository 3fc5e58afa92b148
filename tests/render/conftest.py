"""What the tests of editions share. Their helper modules stand beside this file."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from render_support import ARTICLE, everything, write_project

from localize.model import State


@pytest.fixture
def site_project(tmp_path):
    """One article and a second one it links to, drafted by a machine into Japanese and Arabic."""
    other = "# Other notes\n\n## When\n\nYesterday, in the harbour.\n"
    return write_project(
        tmp_path,
        {"harbour.md": ARTICLE, "other.md": other},
        ("ja", "ar"),
        everything(State.MACHINE),
        '[site]\ntitle = "Notes"\nurl = "https://example.org/notes"\n',
    )
