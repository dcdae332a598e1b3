"""The documentation says what is: hooks, commands and their output, code, shapes, codes."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from shlex import quote
from types import ModuleType
from typing import Any

import pytest

import sentinel
from sentinel import hookspecs

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"
STORE = CHECKOUT / "examples" / "corner_hardware.csv"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


console = load(DOCS / "_ext" / "console.py")
PAGES: list[Path] = console.pages()


def name(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


# --- hooks --------------------------------------------------------------------------------------


def test_every_hook_has_a_heading_with_its_signature() -> None:
    hooks = [f for n, f in vars(hookspecs).items() if n.startswith("sentinel_")]
    expected = [f"## {hook.__name__}{inspect.signature(hook)}".replace("'", "") for hook in hooks]
    headings = [line for line in text(DOCS / "hooks.md").splitlines() if line.startswith("## ")]
    assert headings == expected


def test_every_hook_says_when_it_fires() -> None:
    hooks = [f for n, f in vars(hookspecs).items() if n.startswith("sentinel_")]
    assert [hook.__name__ for hook in hooks if "Asked once" not in (hook.__doc__ or "")] == []


# --- commands -----------------------------------------------------------------------------------


def shown_commands() -> list[Any]:
    return [
        pytest.param(command, output, id=f"{name(page)}: {command[:60]}")
        for page in PAGES
        for command, output in console.blocks(page)
    ]


@pytest.mark.parametrize(("command", "output"), shown_commands())
def test_shown_output_is_what_the_command_prints(command: str, output: str) -> None:
    # after a change that is meant: python docs/_ext/console.py
    assert console.printed(command) == output


def shell_lines(page: Path) -> list[str]:
    blocks = re.findall(r"^```shell\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_the_readme_sets_up_with_two_commands_and_ci_runs_the_second() -> None:
    first, second, *_ = shell_lines(CHECKOUT / "README.md")
    last = text(CHECKOUT / ".ci" / "run").splitlines()[-1]
    assert (first.split()[-1], last) == ("examples/corner_hardware.csv", second)


def test_the_lines_of_the_readme_lead_from_an_export_to_the_digest(tmp_path: Path) -> None:
    pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")
    if shutil.which("curl") is None:
        pytest.skip("needs curl: apt-get install curl")
    found = re.search(
        r"^## As a server$.*?^```shell\n(.*?)^```$.*?^```text\n(.*?)^```$",
        text(CHECKOUT / "README.md"),
        re.MULTILINE | re.DOTALL,
    )
    assert found
    commands = str(tmp_path / ".venv" / "bin")
    Path(commands).mkdir(parents=True)
    console.script(commands, "pip", "-c pass")
    console.script(commands, "sentinel", f'-c {quote(console.MAIN)} "$@"')
    (tmp_path / "examples").symlink_to(CHECKOUT / "examples")
    port = str(free_port())
    lines = found[1].replace("8001", port).replace("serve --dev", f"serve --dev --port {port}")
    shown = subprocess.run(
        ["bash", "-e", "-c", f"trap 'kill $(jobs -p) || true' EXIT\n{lines}"],
        cwd=tmp_path,
        env={**os.environ, "SENTINEL_DATA_DIR": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    # the figures move with the engine: python docs/_ext/exchanges.py
    assert (shown.returncode, without_figures(shown.stdout)) == (0, without_figures(found[2])), (
        shown.stderr
    )


def without_figures(digest: str) -> str:
    """Its first line, and how many issues it tells."""
    lines = digest.splitlines()
    told = sum(line[:2] in ("1.", "2.", "3.") for line in lines)
    return f"{re.sub(r'[0-9,]+', '0', lines[0])} {told}"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def test_options_that_the_pages_use_exist() -> None:
    from sentinel.cli import main

    commands = [*main.commands.values()]
    commands += [below for c in commands for below in getattr(c, "commands", {}).values()]
    options = {o for c in commands for p in c.params for o in p.opts}
    used = {
        option
        for page in PAGES
        for line in shell_lines(page)
        if line.startswith("sentinel ")
        for option in re.findall(r"(?<!\S)--[a-z-]+", line)
    }
    assert used - options == set()


# --- exchanges with the server ------------------------------------------------------------------


def test_the_server_answers_as_its_page_shows() -> None:
    # after a change that is meant: python docs/_ext/exchanges.py
    pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")
    made = load(DOCS / "_ext" / "exchanges.py")
    page = text(DOCS / "http.md")
    shown = {block["name"]: made.gist(block["shown"]) for block in made.BLOCK.finditer(page)}
    answered = {name: made.gist(block) for name, block in made.exchanges().shown.items()}
    assert shown == answered


def test_every_operation_of_the_server_has_a_heading_an_exchange_and_its_fields() -> None:
    pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")
    from sentinel.http.app import ROUTES
    from sentinel.http.openapi import METHODS

    page = text(DOCS / "http.md")
    sections = {part.partition("\n")[0]: part for part in page.split("\n### ")[1:]}
    operations = [
        f"{method.upper()} {path}"
        for path, resource in ROUTES
        for method in METHODS
        if hasattr(resource, f"on_{method}")
    ]
    assert [name for name in operations if "<!-- exchange: " not in sections.get(name, "")] == []
    documented = re.findall(r"\{declared\} operation (\w+:\S+)", page)
    assert {path for path, _ in ROUTES} == {one.partition(":")[2] for one in documented}


def test_every_setting_of_the_server_is_on_its_page() -> None:
    source = text(CHECKOUT / "src" / "sentinel" / "settings.py")
    names = set(re.findall(r"\"((?:SENTINEL|ANTHROPIC)_[A-Z_]+)\"", source))
    page = text(DOCS / "http.md") + text(DOCS / "claude.md")
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def test_every_code_that_the_server_refuses_with_is_on_its_page() -> None:
    sources = [*CHECKOUT.glob("src/sentinel/http/*.py"), *CHECKOUT.glob("src/sentinel/*/errors.py")]
    found = [re.findall(r"Refusal\(\s*\d{3},\s*\"([A-Z_]+)\"", text(one)) for one in sources]
    found += [re.findall(r"code = \"([A-Z_]+)\"", text(one)) for one in sources]
    found += [re.findall(r"_told\(\d{3}, \"([A-Z_]+)\"", text(one)) for one in sources]
    codes = {code for some in found for code in some}
    page = text(DOCS / "http.md")
    assert sorted(code for code in codes if f"`{code}`" not in page) == []


# --- code ---------------------------------------------------------------------------------------


def pages_with_code() -> list[Path]:
    return [page for page in PAGES if "```python\n" in text(page)]


@pytest.mark.parametrize("page", pages_with_code(), ids=name)
def test_code_on_a_page_runs_from_top_to_bottom(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "import polars" in text(page):
        pytest.importorskip("polars", reason="the page shows a table of polars")
    monkeypatch.chdir(CHECKOUT)
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL):
        exec(compile(block, name(page), "exec"), names)


def test_the_docstring_of_the_test_kit_is_code() -> None:
    import sentinel.testing

    examples = doctest.script_from_examples(sentinel.testing.__doc__ or "")
    compile(examples, "sentinel.testing", "exec")


def test_files_that_pages_include_exist() -> None:
    missing = [
        f"{name(page)}: {target}"
        for page in DOCS.rglob("*.md")
        for target in re.findall(r"\{literalinclude\} (\S+)", text(page))
        if not (page.parent / target).is_file()
    ]
    assert missing == []


# --- one name, four places ----------------------------------------------------------------------


def test_every_primitive_has_a_page() -> None:
    pages = {page.stem for page in (DOCS / "primitives").glob("*.md")} - {"index"}
    assert pages == {p.key for p in sentinel.primitives()} == set(toctree("primitives"))


def toctree(folder: str) -> list[str]:
    block = re.search(r"\{toctree\}\n(.*?)```", text(DOCS / folder / "index.md"), re.DOTALL)
    assert block
    return [line for line in block[1].split() if not line.startswith(":")]


def test_every_threshold_that_a_page_names_exists() -> None:
    known = {t.name for p in sentinel.primitives() for t in p.thresholds}
    for primitive in sentinel.primitives():
        used = set(re.findall(r"`([a-z_]+)`", text(DOCS / "primitives" / f"{primitive.key}.md")))
        its_own = {t.name for t in primitive.thresholds}
        assert used & known <= its_own, primitive.key


def test_every_threshold_is_told_on_its_page() -> None:
    untold = [
        f"{p.key}.{t.name}"
        for p in sentinel.primitives()
        for t in p.thresholds
        if f"`{t.name}`" not in text(DOCS / "primitives" / f"{p.key}.md")
    ]
    assert untold == []


def test_every_built_in_adapter_has_a_page_of_its_own() -> None:
    untold = [
        adapter.key
        for adapter in sentinel.adapters()
        if not (page := DOCS / "pos" / f"{adapter.key}.md").exists()
        or (adapter.exports and f"{{declared}} adapter {adapter.key}" not in text(page))
    ]
    assert untold == []


def test_every_page_of_a_system_says_which_export_to_take() -> None:
    pages = {path.stem: text(path) for path in (DOCS / "pos").glob("*.md")}
    parts = ("## Which export to take", "## What it cannot know")
    assert [key for key, page in pages.items() if not all(part in page for part in parts)] == []


# --- shapes and codes ---------------------------------------------------------------------------


def test_the_json_on_the_page_has_the_shape_that_is_produced() -> None:
    block = re.search(r"```json\n(.*?)```", text(DOCS / "report.md"), re.DOTALL)
    assert block
    report = json.loads(sentinel.analyze(STORE).to_json())
    assert shape(json.loads(block[1])) == shape(report)


def test_the_drift_on_the_page_has_the_shape_that_is_produced() -> None:
    block = re.search(r"```json\n(.*?)```", text(DOCS / "report.md"), re.DOTALL)
    assert block
    [shown] = json.loads(block[1])["drift"]
    lacking = STORE.read_bytes().replace(b"Vendor", b"Nobody", 1)
    report = json.loads(sentinel.analyze(lacking, previous=STORE).to_json())
    assert shape(shown) == shape(report["drift"][0])


def test_the_saved_mapping_on_the_page_can_be_read(tmp_path: Path) -> None:
    from sentinel.saved_mapping_files import read

    block = re.search(r"```toml\n(.*?)```", text(DOCS / "command.md"), re.DOTALL)
    assert block
    path = tmp_path / "page.toml"
    path.write_text(block[1], encoding="utf-8")
    assert [column.header for column in read(path).columns] == ["Qty", "EK", "Jan", "Berlin"]


def shape(value: Any, key: str = "") -> Any:
    """Names of all fields, in lists of the first element; free tables have no fixed names."""
    if key in {"rows_left_out", "thresholds", "causes", "evidence"}:
        return "a table"
    if key == "pos_runner_up":
        return "a list or nothing"
    if isinstance(value, dict):
        return {name: shape(below, name) for name, below in value.items()}
    if isinstance(value, list) and key not in {
        "resolved",
        "not_assessed",
        "plugins_failed",
        "advice",
        "drift",
        "left_aside",
    }:
        return [shape(value[0])] if value and isinstance(value[0], dict) else "a list"
    return "a list" if isinstance(value, list) else "a value"


def test_every_column_of_the_findings_is_on_the_page() -> None:
    page = text(DOCS / "report.md")
    columns = sentinel.analyze(STORE).findings.column_names
    assert [column for column in columns if f"`{column}`" not in page] == []


def test_every_problem_code_is_on_the_page() -> None:
    page = text(DOCS / "reading.md")
    assert sorted(code for code in problem_codes() if f"| `{code}` |" not in page) == []


def problem_codes() -> set[str]:
    codes: set[str] = set()
    for path in [*CHECKOUT.glob("src/sentinel/**/*.py"), *CHECKOUT.glob("plugins/**/*.py")]:
        codes.update(re.findall(r"(?:\bcode=|_problem\()\s*\"([a-z_0-9]+)\"", text(path)))
    native = text(CHECKOUT / "rust" / "core" / "src" / "reading" / "problems.rs")
    block = re.search(r"const CODES: [^=]*= \[(.*?)\];", native, re.DOTALL)
    assert block
    codes.update(re.findall(r"\"([a-z_0-9]+)\"", block[1]))
    return codes


def test_internal_links_of_the_readme_and_its_neighbours_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in CHECKOUT.glob("*.md")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text(page))
        if not (CHECKOUT / target).exists()
    ]
    assert broken == []
