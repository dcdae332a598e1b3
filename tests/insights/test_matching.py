"""Which pattern an item belongs to, by whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.insights.diagnostic import CLASSIFICATIONS
from sentinel.insights.matching import Matcher, kind_of, kinds

WORDS = [(kind.id, word) for kind in kinds() for word in kind.words]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DeWalt drill", "other"),
        ("Water heater 40 gal", "other"),
        ("Whole house water filter", "filters"),
        ("Fiberglass batt R13", "other"),
        ("Baseball cap", "other"),
        ("String trimmer 16 in", "power_equipment"),
        ("Weed trimmer gas", "power_equipment"),
        ("Chainsaw 18 in", "power_equipment"),
        ("Pressure washer 3000 psi", "power_equipment"),
        ("Deadbolt satin nickel", "other"),
        ("Walnut stain qt", "other"),
        ("Monkey wrench", "other"),
        ("Turkey fryer", "other"),
        ("Sandpaper 120 grit", "other"),
        ("Int flat paint Desert Stone gal", "other"),
        ("PVC cement 8 oz", "other"),
        ("Concrete anchor 3/8", "other"),
        ("Pellet gun .177", "other"),
        ("Mulching mower", "power_equipment"),
        ("Chipper shredder", "other"),
        ("Gumout cleaner", "other"),
        ("Office staples", "other"),
        ("Drywall screw 1-5/8", "bin_fasteners"),
        ("2x4 plywood panel", "plywood"),
        ("12x4 vent", "other"),
        ("Saltwater pool item", "other"),
    ],
)
def test_a_word_inside_another_or_about_something_else_does_not_count(name, kind):
    assert kind_of("10001", name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Wood screws", "bin_fasteners"),
        ("Hex nut", "bin_fasteners"),
        ("Eye bolt", "bin_fasteners"),
        ("Extension cord", "rope_chain"),
        ("AA batteries", "batteries"),
        ("Carriage bolts", "bin_fasteners"),
        ("House keys", "keys"),
        ("Copper tube", "tubing"),
        ("Door casings", "moulding"),
    ],
)
def test_plurals_and_the_end_of_the_name_count(name, kind):
    assert kind_of("10001", name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Landscape staples 25 pk", "landscape_staples"),
        ("Topsoil 40 lb", "soil_mulch"),
        ("Rock salt 50 lb", "salt_ice_melt"),
        ("Key blank KW1", "keys"),
        ("Furnace filters 16x25x1", "filters"),
        ("Air filter", "filters"),
        ("Pressure wash wand", "other"),
        ("Pressure wash unit", "power_equipment"),
        ("Chain saw 16 in", "power_equipment"),
    ],
)
def test_the_special_comes_before_the_general(name, kind):
    assert kind_of("10001", name) == kind


@pytest.mark.parametrize(
    "name", ["2X4X8 SPF", "2x4-8 stud", "2 x 4 x 96", "SPF 2X4", '2"x4" stud', "PT 2\u00d74 8 ft"]
)
def test_a_size_is_recognised_however_it_is_written(name):
    assert kind_of("10001", name) == "lumber_2x"


@pytest.mark.parametrize("name", ["1/2 x 4 nipple", "12X4 duct", "2x40 gauge", "2x4 LED panel"])
def test_another_size_is_not_lumber(name):
    assert kind_of("10001", name) == "other"


def test_decking_is_recognised_by_its_thickness():
    assert kind_of("10001", "5/4x6 12 ft treated") == "deck_boards"


def test_goods_by_the_foot_are_recognised_by_their_unit():
    assert kind_of("10001", "14/2 NM-B $.79/ft") == "wire_by_foot"


def test_the_sku_tells_too():
    assert kind_of("PEPSI-20OZ", "") == "beverages"


def test_there_are_twenty_six_patterns_and_the_rest():
    assert len(kinds()) == 27 and kinds()[-1].id == "other"
    assert len({kind.id for kind in kinds()}) == 27


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.id)
def test_every_pattern_offers_two_or_three_answers_and_to_look_into_it(kind):
    classifications = [classification for _, classification in kind.answers]
    labels = [label for label, _ in kind.answers]
    assert 2 <= len(classifications) <= 3 and "investigate" in classifications
    assert set(classifications) <= set(CLASSIFICATIONS)
    assert len(set(labels)) == len(labels)


def test_typical_classifications_are_those_of_their_author():
    typical = [kind.typical for kind in kinds()]
    assert [typical.count(c) for c in CLASSIFICATIONS] == [14, 5, 2, 2, 2, 1]


@pytest.mark.parametrize(("kind", "word"), WORDS, ids=lambda value: getattr(value, "word", value))
def test_every_word_decides_by_itself(kind, word):
    """None is dead behind another pattern."""
    name = word.word.replace("*", "6")
    if word.needs:
        name += f" {word.needs[0]}"
    assert kind_of("", name) == kind


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_has_one_pattern_and_a_shared_matcher_agrees(sku, description):
    matcher = Matcher()
    matcher.kind_of("", "hex nut salt water")
    assert matcher.kind_of(sku, description) == kind_of(sku, description)


@given(st.sampled_from([word.word for _, word in WORDS if not word.word.endswith("*")]))
def test_case_does_not_matter(word):
    assert kind_of("", word.lower()) == kind_of("", word)
