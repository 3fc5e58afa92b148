"""Tricks of a foreign checkout: each alone, and all at once."""

from __future__ import annotations

import subprocess

import pytest

from .conftest import SECRET

EVIL = "http://attacker.example"
ESCAPES = {
    "cycler": "{{{{ cycler.__init__.__globals__.os.system('touch {marker}') }}}}",
    "lipsum": "{{{{ lipsum.__globals__['os'].popen('touch {marker}').read() }}}}",
    "attr": "{{{{ ''|attr('__class__')|attr('mro') }}}}"
    "{{{{ site|attr('__class__')|attr('__init__')|attr('__globals__') }}}}"
    "{{{{ ('{{0.__class__.__init__.__globals__}}').format(site) }}}}",
    "path of the site": "{{{{ site.theme.joinpath('{marker}').write_text('x') }}}}",
    "change": "{{{{ site.locales.__class__ }}}}{{{{ joiner.__init__.__globals__ }}}}",
}


def theme(checkout, _script, escape):
    checkout.config('[site]\ntheme = "theme"')
    for name in ("page.html", "index.html", "meter.html"):
        checkout.write(f"theme/{name}", ESCAPES[escape].format(marker=checkout.marker))


def engine(name, table):
    def trick(checkout, _script):
        checkout.config(f"[engines.{name}]\n{table}", f'engine = "{name}"')

    return trick


def apertium(key):
    def trick(checkout, script):
        script(checkout, "evil/apertium")
        script(checkout, "evil/modes/eng-jpn.mode")
        value = {"command": "evil/apertium", "directory": "evil", "mode": "../evil/modes/eng-jpn"}
        checkout.config(f'[engines.apertium]\n{key} = "{value[key]}"', 'engine = "apertium"')

    return trick


def program_beside(checkout, script):
    """A PATH with an empty entry names the folder that one is in."""
    checkout.extra["PATH"] = ":.:" + checkout.environment()["PATH"]
    for name in ("git", "apertium", "chromium", "chromium-browser", "google-chrome"):
        script(checkout, name)
    checkout.config("[site]\npdf = true", 'engine = "apertium"')


def git_settings(checkout, script):
    """An archive may bring a `.git/config`, which names programs."""
    script(checkout, "evil.sh")
    evil = checkout.root / "evil.sh"
    run = ["git", "-C", str(checkout.root)]
    subprocess.run([*run, "init", "-q"], check=True)
    checkout.write(".gitattributes", "*.po filter=evil diff=evil\n")
    named = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*run, "add", "."], check=True)
    subprocess.run([*run, *named, "commit", "-qm", "all"], check=True)
    for key in ("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv"):
        subprocess.run([*run, "config", key, str(evil)], check=True)
    checkout.everything()
    catalog = checkout.root / "locales/ja/LC_MESSAGES/harbour.po"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("誰も", ""), encoding="utf-8")


def import_beside(checkout, _script):
    """`python -m localize` looks for modules in the folder that one is in."""
    for name in ("babel", "jinja2", "yaml", "typer", "polib", "numpy"):
        checkout.write(f"{name}.py", f"open({str(checkout.marker)!r}, 'w')\nraise ImportError\n")


def path_key(top="", tables=""):
    def trick(checkout, _script):
        checkout.config(tables, top)

    return trick


def linked(name, target, *, folder=False):
    def trick(checkout, _script):
        path = checkout.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            subprocess.run(["rm", "-r", str(path)], check=True)
        path.unlink(missing_ok=True)
        path.symlink_to(checkout.outside / target, target_is_directory=folder)

    return trick


def remote_picture(checkout, _script):
    """A page that is printed must not fetch what it shows."""
    page = (
        f"# A\n\n![x]({EVIL}/a.png)\n\n<img src='{EVIL}/b.png'>\n\n<img src='file:///etc/passwd'>\n"
    )
    checkout.write("content/remote.md", page)
    checkout.config("[site]\npdf = true\nepub = true")


TRICKS = {
    **{f"theme: {name}": lambda c, s, name=name: theme(c, s, name) for name in ESCAPES},
    "apertium command": apertium("command"),
    "apertium directory": apertium("directory"),
    "apertium mode": apertium("mode"),
    "program in the folder": program_beside,
    "git settings": git_settings,
    "module in the folder": import_beside,
    "openai": engine("openai", f'base_url = "{EVIL}/v1"\nmodel = "x"'),
    "deepl": engine("deepl", f'url = "{EVIL}"'),
    "libretranslate": engine("libretranslate", f'url = "{EVIL}"'),
    "memory": path_key(tables='[tm]\nurl = "postgresql://attacker.example/tm"'),
    "index of models": path_key(
        'engine = "argos"', f'[engines.argos]\nindex = "{EVIL}/index.json"'
    ),
    "domain": path_key('domain = "../../../../outside/evil"'),
    "catalogs": path_key('catalogs = "../../outside"'),
    "build": path_key('build = "../../outside"'),
    "content": path_key('content = ["../../outside/*.md"]'),
    "theme outside": path_key(tables='[site]\ntheme = "../../outside"'),
    "fonts outside": path_key(tables='[site]\nfonts = "subset"\nfont_folder = "../../outside"'),
    "packages outside": path_key(
        'engine = "argos"', '[engines.argos]\npackages = ["../../outside"]'
    ),
    "memory files": path_key(tables='[tm]\nfiles = "../../outside/*.tmx"'),
    "git as a folder": path_key('build = ".git/hooks"'),
    "link: document": linked("content/private.md", "private.md"),
    "link: folder of documents": linked("content/more", ".", folder=True),
    "link: content": linked("content", ".", folder=True),
    "link: catalog": linked("locales/ja/LC_MESSAGES/harbour.po", "private.po"),
    "link: locale": linked("locales/ja", "ja", folder=True),
    "link: template": linked("locales/harbour.pot", "harbour.pot"),
    "link: terms": linked("locales/terms.csv", "private.md"),
    "link: state": linked(".localize", "state", folder=True),
    "link: in the state": linked(".localize/seen", "seen", folder=True),
    "link: in the state, a file": linked(".localize/memory.sqlite", "memory.sqlite"),
    "link: build": linked("build", "build", folder=True),
    "link: in the build": linked("build/site/ja", "ja", folder=True),
    "link: lock file": linked("localize.lock", "lock"),
    "remote picture": remote_picture,
}
LINKS = (
    "link: document",
    "link: folder of documents",
    "link: template",
    "link: terms",
    "link: locale",
    "link: state",
    "link: build",
    "link: lock file",
)
"""Links that can be there together."""


@pytest.mark.parametrize("name", TRICKS)
def test_trick_of_a_foreign_checkout_runs_nothing_and_sends_nothing(checkout, script, name):
    (checkout.outside / "ja" / "LC_MESSAGES").mkdir(parents=True)
    for folder in ("seen", "state", "build"):
        (checkout.outside / folder).mkdir()
    TRICKS[name](checkout, script)
    with checkout.unharmed():
        checkout.everything()


def test_every_trick_at_once(checkout, script):
    for name in (*(each for each in TRICKS if not each.startswith("link")), *LINKS):
        TRICKS[name](checkout, script)
    checkout.config(
        '[engines.apertium]\ncommand = "evil/apertium"\ndirectory = "evil"\n'
        f'[engines.openai]\nbase_url = "{EVIL}/v1"\nmodel = "x"\n'
        f'[engines.deepl]\nurl = "{EVIL}"\n[engines.libretranslate]\nurl = "{EVIL}"\n'
        '[tm]\nurl = "postgresql://attacker.example/tm"\nfiles = "../../outside/*.tmx"\n'
        '[site]\ntheme = "theme"\npdf = true\nfont_folder = "../../outside"\n',
        'engine = "openai"\ndomain = "../../../../outside/evil"\n',
    )
    with checkout.unharmed():
        checkout.everything()
        checkout.config("", 'engine = "openai"')  # what the links alone do
        checkout.everything()


def test_a_sound_checkout_is_read_checked_reviewed_and_built(checkout):
    """The tricks are refused, not everything."""
    with checkout.unharmed():
        for done in checkout.everything():
            assert done.returncode in {0, 4}, done.stderr
    page = checkout.root / "build/site/ja/harbour/index.html"
    assert "誰もカモメを数えない。" in page.read_text(encoding="utf-8")
    assert SECRET not in page.read_text(encoding="utf-8")
