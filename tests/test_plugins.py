"""Plugins of strangers: chosen, blocked, broken, clashing; told by name and never in the way."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sentinel import Engine
from sentinel.errors import KeyClashError, UsageError
from sentinel.models import PluginState
from sentinel.testing import findings, shop

Install = Callable[..., None]

PRIMITIVE = """
from sentinel import Found, Money, Primitive, hookimpl

def judge(item, thresholds):
    {body}

@hookimpl
def sentinel_primitives():
    return [Primitive(
        key="{key}", title="Test", severity="low", category="Test", family="price",
        meaning="Test.", recommendations=("Nothing.",), requires=("unit_price",), judge=judge,
    )]
"""
ADAPTER = """
from sentinel import Adapter, hookimpl

@hookimpl
def sentinel_adapters():
    return [Adapter(key="{key}", title="Test")]
"""
HOOK = "from sentinel import hookimpl\n\n@hookimpl\n"
NOTHING = "return None"
DEAR = """\
    if item.unit_price < 99: return None
    cost = Money(low=1.0, expected=2.0, high=3.0)
    return Found(annual_cost=cost, exposure=4.0, confidence=0.5, evidence={"unit_price_usd": 99.0})
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts modules as plugins of one distribution on the path: name=source."""
    monkeypatch.syspath_prepend(tmp_path)
    written: set[str] = set()

    def put(distribution: str = "acme-leaks", version: str = "2.1", **sources: str) -> None:
        info = tmp_path / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        )
        points = []
        for name, source in sources.items():
            module = f"made_up_{name}"
            (tmp_path / f"{module}.py").write_text(source)
            points.append(f"{name} = {module}")
            written.add(module)
        (info / "entry_points.txt").write_text("[sentinel]\n" + "\n".join(points))
        importlib.invalidate_caches()

    yield put
    for module in written:
        sys.modules.pop(module, None)


def state(engine: Engine, name: str) -> PluginState:
    return next(plugin for plugin in engine.plugins if plugin.name == name)


def test_a_strangers_plugin_is_found_and_used_like_ours(install: Install) -> None:
    install(dear_items=PRIMITIVE.format(key="dear_items", body=DEAR.strip()))
    engine = Engine(threads=1)
    report = engine.analyze(shop({"unit_price": 99.0}))
    assert state(engine, "dear_items") == PluginState(
        name="dear_items",
        distribution="acme-leaks",
        version="2.1",
        status="loaded",
        primitives=("dear_items",),
    )
    assert "dear_items" in report.assessed
    assert "dear_items" in report.findings["primitive"].to_pylist()


def test_only_the_chosen_plugins_are_loaded(install: Install) -> None:
    install(mine=PRIMITIVE.format(key="mine", body=NOTHING))
    engine = Engine(plugins=["mine", "square"])
    assert list(engine.primitives) == ["mine"]
    assert list(engine.adapters) == ["square"]
    assert state(engine, "dead_item").status == "not chosen"


def test_a_plugin_that_is_not_chosen_is_not_even_imported(install: Install) -> None:
    install(loud="raise SystemExit('imported')")
    assert state(Engine(plugins=["square"]), "loud").status == "not chosen"


def test_a_blocked_plugin_stays_out_and_is_told() -> None:
    engine = Engine(block=["dead_item"])
    assert "dead_item" not in engine.primitives
    assert state(engine, "dead_item").status == "blocked"


@pytest.mark.parametrize("separator", [",", " ", ", "])
def test_the_environment_blocks_as_well(separator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTINEL_PLUGINS_BLOCK", separator.join(["dead_item", "square"]))
    engine = Engine(block=["overstock"])
    assert not {"dead_item", "overstock"} & engine.primitives.keys()
    assert "square" not in engine.adapters


@pytest.mark.parametrize("argument", ["plugins", "block"])
def test_an_unknown_name_is_an_error_that_lists_the_known_ones(argument: str) -> None:
    with pytest.raises(UsageError, match=r"'squre'.*Known: .*square") as caught:
        Engine(**{argument: ["squre"]})
    assert caught.value.given == "squre"
    assert "dead_item" in caught.value.known


@pytest.mark.parametrize(
    ("key", "source"),
    [("dead_item", PRIMITIVE.format(key="dead_item", body=NOTHING)), ("square", ADAPTER)],
)
def test_two_plugins_that_claim_one_key_are_both_named(
    install: Install, key: str, source: str
) -> None:
    install(pretender=source.replace("{key}", key))
    with pytest.raises(KeyClashError) as caught:
        Engine()
    assert {caught.value.first, caught.value.second} == {key, "pretender"}
    assert key in str(caught.value)
    assert "pretender" in str(caught.value)


def test_blocking_one_of_two_that_clash_settles_it(install: Install) -> None:
    install(pretender=PRIMITIVE.format(key="dead_item", body=NOTHING))
    assert Engine(block=["dead_item"]).primitives["dead_item"].title == "Test"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("import a_module_that_nobody_has", "a_module_that_nobody_has"),
        ("def def", "SyntaxError"),
        (
            HOOK + "def sentinel_primitives():\n    return 1 / 0",
            "ZeroDivisionError",
        ),
        (
            HOOK + "def sentinel_primitives():\n    return ['x']",
            "expected a list of Primitive",
        ),
        (
            HOOK + "def sentinel_adapters():\n    return 7",
            "TypeError",
        ),
        (
            HOOK + "def sentinel_adapters(shop_keeper):\n    pass",
            "shop_keeper",
        ),
    ],
    ids=[
        "raises at import",
        "lacks a module",
        "is not Python",
        "raises in a hook",
        "returns wrong things",
        "returns no list",
        "asks for what no hook has",
    ],
)
def test_a_broken_plugin_is_told_by_name_and_the_rest_goes_on(
    install: Install, source: str, told: str
) -> None:
    install(broken=source, sound=PRIMITIVE.format(key="sound", body=NOTHING))
    engine = Engine(threads=1)
    report = engine.analyze(shop({"on_hand_qty": -50.0}))
    assert state(engine, "broken").status == "failed"
    assert told in str(state(engine, "broken").error)
    assert report.plugins_failed == (state(engine, "broken"),)
    assert "sound" in report.assessed
    assert "negative_inventory" in report.findings["primitive"].to_pylist()


def test_a_broken_plugin_offers_nothing_even_if_half_of_it_worked(install: Install) -> None:
    bad = "\n@hookimpl\ndef sentinel_primitives():\n    raise ValueError('half')\n"
    install(half=ADAPTER.format(key="half_a_pos") + bad)
    assert "half_a_pos" not in Engine().adapters


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise ValueError('no such column')", "ValueError: no such column"),
        ("return 17", "judge returned 17"),
        ("return item.no_such_field", "AttributeError"),
    ],
    ids=["raises", "returns no finding", "asks for an unknown field"],
)
def test_a_judgement_that_breaks_at_run_time_is_told_by_name_and_the_rest_goes_on(
    install: Install, body: str, told: str
) -> None:
    install(shaky=PRIMITIVE.format(key="shaky", body=body))
    report = Engine(threads=1).analyze(shop({"on_hand_qty": -50.0}))
    (failed,) = report.plugins_failed
    assert (failed.name, failed.status) == ("shaky", "failed")
    assert "shaky" in str(failed.error)
    assert told in str(failed.error)
    assert "shaky" not in report.assessed
    assert "negative_inventory" in report.findings["primitive"].to_pylist()


def test_figures_that_are_no_numbers_are_not_passed_on(install: Install) -> None:
    body = DEAR.strip().replace("expected=2.0", "expected=float('nan')")
    install(nan=PRIMITIVE.format(key="nan", body=body))
    report = Engine(threads=1).analyze(shop({"unit_price": 99.0}))
    assert "nan" not in report.findings["primitive"].to_pylist()


def test_evidence_that_is_no_number_is_left_out_as_a_kernel_does(install: Install) -> None:
    body = DEAR.strip().replace("99.0}", "float('nan'), 'rule': 'dear'}")
    install(dear=PRIMITIVE.format(key="dear", body=body))
    found = findings(Engine().primitives["dear"], shop({"unit_price": 99.0}))
    assert found["main", "0000"].evidence == {"rule": "dear"}


def test_every_hook_call_can_be_traced() -> None:
    lines: list[str] = []
    Engine(plugins=["square", "dead_item"], trace=lines.append)
    assert "sentinel_adapters asks square" in lines
    assert "sentinel_primitives asks dead_item" in lines
    assert "sentinel_primitives got 1" in lines
