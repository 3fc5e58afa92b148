"""Whether the house is in order: sizes, names, import circles, and the map in `docs/`.

    python tools/house.py            # every figure, and what breaks a rule; exit 1 if anything does
    python tools/house.py catalogs   # what breaks a rule in one package (or module) only

The rules are few: a module fits on a few screens, a function on one, a name
says what it is, imports make no circle, a class name means one thing, and every package is on the
map. Figures are of `src/localize`, in Python files.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "localize"
MAP = ROOT / "docs" / "architecture.md"

MOST_LINES = 300
LONG_FUNCTION = 40
MOST_LONG_FUNCTIONS = 10
VAGUE = frozenset({"one", "found"})
"""Names that say nothing; inside a comprehension, where the noun stands beside them, they may."""

_SKIP = re.compile(r"# fmt: (?:skip|off)")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A source file, parsed."""

    name: str
    """Dotted, as it is imported: `localize.check.run`."""
    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Its path in the repository, as it is printed."""
        return self.path.relative_to(ROOT).as_posix()

    def functions(self) -> Iterator[FunctionNode]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))


def modules() -> list[Module]:
    """The modules of the package, sorted by path."""
    parsed = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        parsed.append(Module(name, path, text, ast.parse(text)))
    return parsed


def length(function: FunctionNode) -> int:
    """Lines of a function from its `def` on, decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def vague_names(module: Module) -> Iterator[tuple[int, str]]:
    """`(line, name)` of each vague name that is bound outside a comprehension."""
    inside = {
        id(name)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.arg) and node.arg in VAGUE and not _of_lambda(module, node):
            yield node.lineno, node.arg
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and node.id in VAGUE
            and id(node) not in inside
        ):
            yield node.lineno, node.id


def _of_lambda(module: Module, argument: ast.arg) -> bool:
    """Whether an argument is a lambda's, which reads as a comprehension's does."""
    return any(
        argument in node.args.args for node in ast.walk(module.tree) if isinstance(node, ast.Lambda)
    )


def imports(module: Module, known: frozenset[str]) -> set[str]:
    """The modules of ours that a module imports anywhere, for types too."""
    targets: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            targets |= {alias.name for alias in node.names if alias.name in known}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                targets |= {inner if inner in known else node.module} & known
    return targets - {module.name}


def circles(graph: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """The import circles: strongly connected groups of two modules or more (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[tuple[str, ...]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for target in sorted(graph[name]):
            if target not in index:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], index[target])
        if low[name] == index[name]:
            at = stack.index(name)
            group = tuple(sorted(stack[at:]))
            del stack[at:]
            if len(group) > 1:
                groups.append(group)

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return groups


def homonyms(parsed: list[Module]) -> dict[str, list[str]]:
    """Public class names that stand in more than one module, with their places."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in parsed:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{module.place}:{node.lineno}")
    return {name: where for name, where in sorted(places.items()) if len(where) > 1}


def unmapped(parsed: list[Module]) -> list[str]:
    """The packages that `docs/architecture.md` does not name as `package/`."""
    text = MAP.read_text(encoding="utf-8") if MAP.exists() else ""
    packages = sorted(
        {module.name.split(".")[1] for module in parsed if module.path.parent != SOURCE}
    )
    return [name for name in packages if not re.search(rf"`{name}/`", text)]


def left_unformatted(paths: list[Path], *, all_of_it: bool) -> Iterator[str]:
    """The places of comments that keep the formatter out; of tests and tools too, for all of it."""
    if all_of_it:
        folders = ("tests", "benchmarks", "tools", "examples")
        paths = [*paths, *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _SKIP.search(line):
                yield f"{path.relative_to(ROOT).as_posix()}:{number}"


def main(arguments: list[str]) -> int:
    """Print what breaks a rule and the figures; return the exit code."""
    parsed = modules()
    chosen = [
        module
        for module in parsed
        if not arguments or any(f"localize/{name}" in module.place for name in arguments)
    ]
    known = frozenset(module.name for module in parsed)
    problems: list[str] = []

    for module in chosen:
        lines = module.text.count("\n")
        if lines > MOST_LINES:
            problems.append(f"{module.place}: {lines} lines; at most {MOST_LINES}")
        for number, name in sorted(vague_names(module)):
            problems.append(f"{module.place}:{number}: `{name}` says nothing; name what it is")
    long = [
        (module, function)
        for module in chosen
        for function in module.functions()
        if length(function) > LONG_FUNCTION
    ]
    if arguments or len(long) > MOST_LONG_FUNCTIONS:
        problems += [
            f"{module.place}:{function.lineno}: {function.name} has {length(function)} lines"
            for module, function in long
        ]
    rings = circles({module.name: imports(module, known) for module in parsed})
    here = {module.name for module in chosen}
    problems += [f"import circle: {' > '.join(ring)}" for ring in rings if here & set(ring)]
    doubles = homonyms(parsed)
    places = {module.place for module in chosen}
    problems += [
        f"class {name} stands in {len(where)} modules: {', '.join(where)}"
        for name, where in doubles.items()
        if places & {place.rsplit(":", 1)[0] for place in where}
    ]
    missing = unmapped(parsed)
    if not arguments:
        problems += [f"docs/architecture.md does not name `{name}/`" for name in missing]

    unformatted = sorted(
        left_unformatted([module.path for module in chosen], all_of_it=not arguments)
    )
    problems += [f"{place}: left out of formatting" for place in unformatted]
    for problem in problems:
        print(problem)
    skips = len(unformatted)
    print(
        f"RESULT modules={len(chosen)} src_lines={sum(m.text.count(chr(10)) for m in chosen)}"
        f" functions={sum(1 for m in chosen for _ in m.functions())} over_40={len(long)}"
        f" fmt_skip={skips} vague_names={sum(1 for m in chosen for _ in vague_names(m))}"
        f" circles={len(rings)} homonyms={len(doubles)} unmapped={len(missing)}"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
