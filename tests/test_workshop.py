"""The workshop around the code: what a newcomer is told is true, and what is installed is what was checked."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.config import Settings

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PAGES = [page.relative_to(ROOT).as_posix() for page in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])]
# Joined here, so that this file does not name what it forbids.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
    )
]


def _tracked() -> Iterator[Path]:
    """Yield every file of the project: what git knows or would take, or all where there is no repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(path) for path in ROOT.rglob("*")]
    hidden = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "data", "build"}
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and hidden.isdisjoint(path.relative_to(ROOT).parts):
            yield path


def _pins(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Read a lock: a version and the hashes for each name; extras aside."""
    pins = {}
    entries = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for entry in entries:
        if entry and not entry.lstrip().startswith("#"):
            requirement, *hashes = entry.split("--hash=")
            name, _, version = requirement.partition(";")[0].strip().partition("==")
            pins[name.partition("[")[0]] = (version, [each.strip() for each in hashes])
    return pins


def _wanted() -> dict[str, list[Requirement]]:
    """Read from pyproject.toml which requirements each lock must answer."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = tables["project"]["optional-dependencies"]
    always = [*tables["build-system"]["requires"], *tables["project"]["dependencies"]]
    runtime = [*always, *extras["sandbox"], *extras["postgres"]]
    own = tables["project"]["name"]
    return {
        "requirements.txt": [Requirement(each) for each in runtime],
        "requirements-dev.txt": [Requirement(each) for each in [*runtime, *extras["dev"]] if not each.startswith(own)],
    }


def _anchor(heading: str) -> str:
    """Spell a heading as the fragment that leads to it on a rendered page."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _prose(page: Path) -> str:
    """Read a page without its fenced blocks, in which "#" and brackets mean other things."""
    return re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))


def test_no_file_holds_the_address_of_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in _tracked()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_says_nothing_about_where_packages_come_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|--[\w-]*(?:index|find-links|trusted-host)\S*", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_exact_version_with_its_hashes(lock: str) -> None:
    loose = [
        name
        for name, (version, hashes) in _pins(lock).items()
        if not re.fullmatch(r"[\w.+!]+", version)
        or not hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)
    ]
    assert loose == []


def test_what_the_tests_run_on_is_what_is_run() -> None:
    run, tested = (_pins(lock) for lock in LOCKS)
    assert {name: tested.get(name) for name in run} == run


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_answers_everything_that_pyproject_asks_for(lock: str) -> None:
    pins = _pins(lock)
    unanswered = [
        str(wanted)
        for wanted in _wanted()[lock]
        if not wanted.specifier.contains(pins.get(re.sub(r"[-_.]+", "-", wanted.name).lower(), ("",))[0] or "0.dev0")
    ]
    assert unanswered == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_the_extras_that_its_packages_want_of_each_other(lock: str) -> None:
    # pip looks at the newest release first, and ends if a lock pins the package but not the package with its extra.
    locked = set(re.findall(r"(?m)^([a-z0-9.-]+)\[", (ROOT / lock).read_text(encoding="utf-8")))
    pins = _pins(lock)
    wanted = {
        re.sub(r"[-_.]+", "-", requirement.name).lower()
        for installed in metadata.distributions()
        if installed.name.lower() in pins  # what another Python or platform needs is not here
        for requirement in map(Requirement, installed.requires or ())
        if requirement.extras and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    }
    assert wanted <= locked


def test_the_example_of_the_environment_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^#?([A-Z][A-Z_]*)=", example) == [name.upper() for name in Settings.model_fields]


def test_the_example_of_the_environment_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    shown = (ROOT / ".env.example").read_text(encoding="utf-8")
    filled = tmp_path / ".env"
    filled.write_text(re.sub(r"(?m)^#(?=[A-Z_]+=.)", "", shown), encoding="utf-8")
    plain, taken = Settings(_env_file=None), Settings(_env_file=filled)
    assert taken == plain


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    here = ROOT / page
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", _prose(here)):
        path, _, fragment = link.partition("#")
        there = (here.parent / path).resolve() if path else here
        if re.match(r"[a-z]+:", link):
            continue
        if not there.exists() or (
            fragment and fragment not in map(_anchor, re.findall(r"(?m)^#+ (.+)$", _prose(there)))
        ):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_that_a_page_shows_exists(page: str) -> None:
    targets = set(re.findall(r"(?m)^([a-z.]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    shown = set(re.findall(r"(?m)(?:^|`)make (\.?[a-z]+)", (ROOT / page).read_text(encoding="utf-8")))
    assert shown <= targets


def test_everything_that_silences_a_check_says_why() -> None:
    silencers = re.compile(
        r"#\s*(?:noqa(?:: [A-Z]+\d+(?:, [A-Z]+\d+)*)?(?P<noqa> - \S)?|type: ignore(?:\[[^]]+\])?(?P<ignore>\s+# \S)?)"
    )
    without = [
        f"{path.relative_to(ROOT)}:{token.start[0]}: {token.string}"
        for path in _tracked()
        if path.suffix == ".py"
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.COMMENT
        for found in silencers.finditer(token.string)
        if not (found["noqa"] or found["ignore"])
    ]
    assert without == []


FAKE_PYTHON = """\
#!/bin/sh
case "$1 $2" in
"-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo 'made anew' ;;
esac
"""


def test_a_folder_that_was_moved_is_set_up_afresh_and_one_that_was_not_is_left_alone(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(FAKE_PYTHON, encoding="utf-8")
    python.chmod(0o755)
    here = tmp_path / "a folder"
    here.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.txt"):
        (here / name).write_bytes((ROOT / name).read_bytes())

    def make(folder: Path) -> str:
        command = ["make", "--no-print-directory", ".venv", f"PYTHON={python}"]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout

    assert "made anew" in make(here)
    assert "made anew" not in make(here)
    assert "made anew" in make(here.rename(tmp_path / "elsewhere"))
    assert "made anew" not in make(tmp_path / "elsewhere")


def test_nothing_is_started_through_a_script_that_remembers_where_the_folder_was() -> None:
    assert re.findall(r"\.venv/bin/(?!python\b)\S+", (ROOT / "Makefile").read_text(encoding="utf-8")) == []


def test_the_core_imports_only_the_standard_library_fsrs_and_rapidfuzz() -> None:
    allowed = {*sys.stdlib_module_names, "fsrs", "rapidfuzz", "bot"}
    strangers = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
        for path in sorted((ROOT / "bot" / "core").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or "bot"] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
        if name.partition(".")[0] not in allowed
    ]
    assert strangers == []
