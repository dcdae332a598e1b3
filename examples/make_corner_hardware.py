"""Writes corner_hardware.csv: a made-up export of a small hardware store, with every kind of leak.

    python examples/make_corner_hardware.py

Nobody's data: names, prices and sales come from the lists below and a random generator with a fixed
seed, so that the file is the same whenever it is made. The store is healthy first; then leaks are
planted in it, one function per story.
"""
# ruff: noqa: E501 - a catalogue reads best with one family a line

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

TODAY = date(2026, 10, 31)
PATH = Path(__file__).with_name("corner_hardware.csv")

# department: usual margin, then families: name, vendor, cost of the smallest and of the largest
# size, units a year of a usual size, units in a case, sizes
CATALOGUE = {
    "Fasteners": (
        0.48,
        ("Wood Screw 100 pk", "Ironbridge Fasteners", 2.1, 6.4, 95, 10, "#6 x 1|#6 x 1-1/4|#8 x 1-1/4|#8 x 1-1/2|#8 x 2|#10 x 2|#10 x 3|#12 x 3"),
        ("Deck Screw 5 lb", "Ironbridge Fasteners", 10.5, 15.5, 60, 6, "1-1/4 in|1-5/8 in|2 in|2-1/2 in|3 in|3-1/2 in"),
        ("Drywall Screw 1 lb", "Ironbridge Fasteners", 3.2, 5.1, 85, 12, "1 in|1-1/4 in|1-5/8 in|2 in|3 in"),
        ("Hex Bolt Zinc 25 pk", "Ironbridge Fasteners", 3.4, 15.8, 32, 5, "1/4 x 1|1/4 x 2|5/16 x 2|3/8 x 2|3/8 x 4|1/2 x 3|1/2 x 6"),
        ("Carriage Bolt 10 pk", "Ironbridge Fasteners", 2.9, 13.2, 24, 5, "1/4 x 2|1/4 x 4|5/16 x 3|3/8 x 4|3/8 x 6|1/2 x 8"),
        ("Common Nail 1 lb", "Ironbridge Fasteners", 2.0, 3.3, 70, 12, "6d|8d|10d|16d|20d"),
        ("Finish Nail 1 lb", "Ironbridge Fasteners", 2.4, 3.6, 38, 12, "4d|6d|8d|10d"),
        ("Flat Washer 50 pk", "Ironbridge Fasteners", 1.5, 6.2, 30, 10, "1/4 in|5/16 in|3/8 in|1/2 in|5/8 in"),
        ("Wall Anchor Kit", "Ironbridge Fasteners", 2.8, 8.4, 55, 10, "25 pk|50 pk|100 pk|Heavy 20 pk"),
        ("Lag Screw", "Ironbridge Fasteners", 0.31, 1.9, 115, 25, "1/4 x 2|1/4 x 4|3/8 x 3|3/8 x 5|1/2 x 6"),
        ("Machine Screw 50 pk", "Ironbridge Fasteners", 1.6, 4.4, 34, 10, "6-32 x 1|8-32 x 1|10-24 x 1|10-24 x 2"),
    ),
    "Plumbing": (
        0.46,
        ("PVC Pipe 10 ft", "Clearwater Plumbing", 3.1, 16.4, 60, 10, '1/2"|3/4"|1"|1-1/4"|1-1/2"|2"|3"'),
        ("PVC Elbow 90", "Clearwater Plumbing", 0.42, 3.6, 110, 25, "1/2 in|3/4 in|1 in|1-1/4 in|1-1/2 in|2 in"),
        ("PVC Coupling", "Clearwater Plumbing", 0.35, 2.8, 95, 25, "1/2 in|3/4 in|1 in|1-1/2 in|2 in"),
        ("Copper Elbow", "Clearwater Plumbing", 0.9, 4.9, 70, 25, "1/2 in|3/4 in|1 in|1-1/4 in"),
        ("Ball Valve Brass", "Clearwater Plumbing", 6.2, 27.5, 34, 6, "1/2 in|3/4 in|1 in|1-1/4 in|1-1/2 in"),
        ("Faucet", "Delmar Home", 24.0, 118.0, 14, 1, "Laundry|Bath 4 in Chrome|Bath 4 in Nickel|Kitchen Chrome|Kitchen Pull-Down|Kitchen Touchless"),
        ("Toilet Repair Kit", "Clearwater Plumbing", 4.6, 17.5, 62, 6, "Flapper|Fill Valve|Flush Valve|Complete"),
        ("Supply Line", "Clearwater Plumbing", 3.4, 7.2, 58, 10, "Toilet 9 in|Toilet 12 in|Faucet 16 in|Faucet 20 in|Washer 4 ft"),
        ("Pipe Sealant", "Clearwater Plumbing", 1.1, 6.9, 75, 12, "PTFE Tape|Thread Paste 4 oz|PVC Cement 8 oz|PVC Primer 8 oz"),
        ("Hose Clamp", "Clearwater Plumbing", 0.55, 2.1, 82, 10, "1/2 in|3/4 in|1-1/2 in|2 in|3 in"),
        ("Drain Part", "Clearwater Plumbing", 2.2, 14.8, 44, 6, "P-Trap 1-1/2|P-Trap 1-1/4|Tailpiece|Pop-Up|Disposal Flange"),
    ),
    "Electrical": (
        0.45,
        ("Romex Wire", "Voltline Electric", 32.0, 128.0, 26, 1, "14/2 50 ft|14/2 100 ft|12/2 50 ft|12/2 100 ft|12/3 100 ft|10/2 100 ft"),
        ("Breaker Single Pole", "Voltline Electric", 4.9, 9.4, 44, 10, "15 A|20 A|30 A|40 A|50 A"),
        ("Receptacle", "Voltline Electric", 0.85, 16.2, 105, 10, "15 A White|15 A Ivory|20 A White|Tamper Resistant|GFCI 15 A|GFCI 20 A|USB-C"),
        ("Wall Switch", "Voltline Electric", 0.9, 19.5, 88, 10, "Single Pole|3-Way|4-Way|Dimmer|Smart"),
        ("Wire Connector", "Voltline Electric", 2.0, 9.1, 52, 10, "Orange 50 pk|Yellow 50 pk|Red 50 pk|Lever 25 pk"),
        ("LED Bulb 4 pk", "Voltline Electric", 4.4, 12.8, 120, 6, "40 W Soft|60 W Soft|60 W Daylight|75 W Soft|100 W Soft|BR30 Flood"),
        ("Extension Cord", "Voltline Electric", 6.1, 48.0, 40, 4, "6 ft|15 ft|25 ft|50 ft|100 ft 12 ga"),
        ("Junction Box", "Voltline Electric", 0.95, 6.2, 80, 25, "Single Gang|Double Gang|Octagon|4 in Square|Weatherproof"),
        ("Conduit EMT 10 ft", "Voltline Electric", 4.2, 17.5, 46, 10, "1/2 in|3/4 in|1 in|1-1/4 in"),
        ("Cover Plate", "Voltline Electric", 0.32, 2.6, 130, 25, "Switch White|Receptacle White|GFCI White|2 Gang White|Steel"),
    ),
    "Paint": (
        0.40,
        ("Interior Eggshell Gal", "Harlow Paints", 16.2, 29.8, 52, 4, "White|Antique White|Tint Base 1|Tint Base 2|Deep Base|Premium White|Premium Tint"),
        ("Exterior Satin Gal", "Harlow Paints", 19.8, 33.5, 34, 4, "White|Tint Base 1|Tint Base 2|Deep Base|Premium White"),
        ("Primer", "Harlow Paints", 9.4, 84.0, 40, 4, "Quart|Gallon|Stain Block Gal|Drywall 5 gal"),
        ("Deck Stain Gal", "Harlow Paints", 21.0, 30.5, 22, 4, "Clear|Cedar|Redwood|Walnut|Grey"),
        ("Spray Paint 12 oz", "Harlow Paints", 2.9, 4.6, 74, 6, "Gloss White|Gloss Black|Flat Black|Red|Blue|Hammered Bronze|Clear"),
        ("Paint Brush", "Bristle and Blade", 2.2, 11.8, 66, 12, "1 in|1-1/2 in|2 in|2-1/2 in Angle|3 in|4 in"),
        ("Roller Cover 9 in", "Bristle and Blade", 2.1, 6.8, 72, 12, "1/4 Nap|3/8 Nap|1/2 Nap|3/4 Nap|Foam"),
        ("Painter Tape", "Bristle and Blade", 3.0, 7.4, 92, 12, "1 in|1-1/2 in|2 in|Delicate 1 in"),
        ("Caulk", "Harlow Paints", 2.0, 7.7, 98, 12, "Painter White|Painter Clear|Silicone Clear|Silicone White|Polyurethane Grey"),
    ),
    "Hand Tools": (
        0.43,
        ("Claw Hammer", "Northfield Tool", 8.2, 24.5, 18, 4, "16 oz|20 oz|22 oz Framing|16 oz Steel"),
        ("Screwdriver", "Bristle and Blade", 2.4, 8.9, 36, 6, "Phillips #1|Phillips #2|Phillips #3|Slotted 1/4|Slotted 5/16|Torx T25|6-in-1"),
        ("Tape Measure", "Northfield Tool", 5.2, 16.4, 42, 6, "12 ft|16 ft|25 ft|25 ft Magnetic|35 ft"),
        ("Pliers", "Northfield Tool", 6.8, 18.2, 24, 6, "Needle Nose 6 in|Slip Joint 8 in|Tongue and Groove 10 in|Linesman 9 in|Locking 10 in"),
        ("Adjustable Wrench", "Northfield Tool", 7.1, 19.9, 18, 4, "6 in|8 in|10 in|12 in"),
        ("Utility Knife", "Bristle and Blade", 3.1, 9.6, 46, 6, "Fixed|Retractable|Folding|Blades 10 pk|Blades 50 pk"),
        ("Level", "Bristle and Blade", 4.8, 44.0, 13, 4, "9 in Torpedo|24 in|48 in|72 in"),
        ("Hand Saw", "Bristle and Blade", 7.9, 19.5, 15, 4, "Coping|Hack 12 in|15 in|20 in|26 in"),
        ("Socket Set", "Bristle and Blade", 14.5, 72.0, 11, 2, "1/4 Drive 22 pc|3/8 Drive 28 pc|1/2 Drive 18 pc|Mixed 94 pc"),
        ("Putty Knife", "Northfield Tool", 1.8, 6.2, 40, 12, "1-1/2 in|3 in|6 in|10 in Taping"),
    ),
    "Power Tools": (
        0.30,
        ("Drill Kit 20V", "Torvane Power", 62.0, 148.0, 13, 1, "Compact|Brushless|Hammer|Combo 2 Tool|Combo 4 Tool"),
        ("Battery 20V", "Torvane Power", 34.0, 92.0, 24, 2, "2.0 Ah|4.0 Ah|5.0 Ah|6.0 Ah|2 pk 4.0 Ah"),
        ("Circular Saw", "Torvane Power", 48.0, 122.0, 8, 1, "7-1/4 Corded|6-1/2 20V|7-1/4 20V"),
        ("Sander", "Torvane Power", 32.0, 84.0, 9, 1, "Quarter Sheet|5 in Orbit|20V Orbit|Belt 3x18"),
        ("Drill Bit Set", "Northfield Tool", 8.2, 39.5, 32, 4, "6 pc|14 pc|21 pc|Masonry 7 pc|Spade 6 pc|Step 3 pc"),
        ("Saw Blade", "Northfield Tool", 6.3, 38.0, 36, 5, "7-1/4 24T|7-1/4 40T|10 in 40T|10 in 60T|Recip 5 pk|Jig 10 pk"),
        ("Grinding Wheel 4-1/2", "Torvane Power", 1.9, 6.6, 54, 10, "Cut-Off|Grinding|Flap 60|Flap 80"),
    ),
    "Lawn and Garden": (
        0.38,
        ("Garden Hose", "Greenacre Supply", 11.5, 41.0, 26, 4, "25 ft|50 ft|75 ft|100 ft"),
        ("Hose Nozzle", "Greenacre Supply", 3.3, 12.6, 38, 6, "Brass Twist|8 Pattern|Fireman|Wand 30 in"),
        ("Rake", "Northfield Tool", 8.6, 19.2, 20, 6, "Leaf Poly 24 in|Leaf Steel|Bow 14 in|Shrub"),
        ("Shovel", "Northfield Tool", 10.9, 24.5, 18, 4, "Round Point|Square Point|Drain Spade|Trench|Snow 18 in"),
        ("Potting Soil", "Greenacre Supply", 3.6, 10.8, 105, 1, "8 qt|1 cu ft|2 cu ft|Cactus 8 qt"),
        ("Lawn Seed", "Greenacre Supply", 8.8, 58.0, 20, 4, "Patch 2 lb|3 lb Sun|3 lb Shade|7 lb Mix|20 lb Mix"),
        ("Fertilizer", "Greenacre Supply", 7.6, 39.0, 24, 4, "Tomato 4 lb|All Purpose 4 lb|Lawn 5M|Winter 5M|Lawn 15M"),
        ("Pruner", "Northfield Tool", 6.4, 29.5, 18, 4, "Bypass|Anvil|Lopper 28 in|Hedge Shear"),
        ("Planter", "Delmar Home", 3.4, 32.0, 18, 4, "Clay 6 in|Clay 10 in|Resin 12 in|Resin 16 in|Glazed 14 in"),
        ("Bird Seed", "Greenacre Supply", 5.2, 22.5, 60, 4, "Mixed 5 lb|Mixed 20 lb|Sunflower 10 lb|Thistle 5 lb"),
        ("Work Glove", "Greenacre Supply", 2.4, 13.5, 76, 12, "Jersey|Nitrile M|Nitrile L|Leather M|Leather L"),
    ),
    "Door Hardware": (
        0.44,
        ("Entry Lock", "Keystone Security", 15.5, 92.0, 18, 2, "Knob Brass|Knob Nickel|Lever Nickel|Handleset Bronze|Keypad"),
        ("Deadbolt", "Keystone Security", 11.2, 104.0, 20, 2, "Single Brass|Single Nickel|Double Nickel|Keypad|Smart"),
        ("Hinge 3-1/2 in", "Keystone Security", 1.7, 4.1, 72, 12, "Brass|Nickel|Bronze|Black|Spring"),
        ("Padlock", "Northfield Tool", 4.8, 17.6, 38, 6, "30 mm|40 mm|50 mm|Combination|Disc"),
        ("Key Blank", "Keystone Security", 0.28, 1.9, 310, 50, "KW1|SC1|M1|Car H75|Decor"),
        ("Door Closer", "Keystone Security", 9.4, 46.0, 8, 2, "Screen White|Screen Black|Commercial"),
        ("Weatherstrip", "Delmar Home", 2.9, 12.4, 42, 6, "Foam 17 ft|Rubber 10 ft|Door Sweep|Threshold 36 in"),
    ),
    "Housewares": (
        0.42,
        ("Storage Tote", "Delmar Home", 4.2, 14.5, 34, 6, "12 gal|18 gal|27 gal|Underbed"),
        ("Trash Bags", "Delmar Home", 4.1, 12.2, 82, 6, "13 gal 45 ct|30 gal 40 ct|39 gal 30 ct|Contractor 20 ct"),
        ("Cleaner", "Delmar Home", 2.1, 6.9, 68, 12, "Glass 32 oz|All Purpose 32 oz|Bleach Gal|Degreaser 32 oz|Drain Opener"),
        ("Mop and Broom", "Delmar Home", 5.4, 15.6, 25, 6, "Corn Broom|Push Broom|Sponge Mop|Twist Mop"),
        ("Light Bulb Appliance", "Voltline Electric", 1.8, 4.0, 26, 10, "Oven 40 W|Fridge 40 W|Nightlight 4 pk"),
        ("Air Filter", "Delmar Home", 3.0, 11.6, 84, 12, "14x20x1|16x20x1|16x25x1|20x20x1|20x25x1|20x25x4"),
        ("Batteries", "Delmar Home", 3.6, 13.1, 118, 12, "AA 8 pk|AA 24 pk|AAA 8 pk|AAA 24 pk|9V 2 pk|D 4 pk"),
        ("Shelf Bracket", "Delmar Home", 1.4, 7.9, 48, 10, "6 in|8 in|10 in|12 in Heavy"),
        ("Picture Hanging", "Delmar Home", 1.3, 4.8, 58, 12, "Hook 10 lb|Hook 30 lb|Wire Kit|Strips 12 pk"),
    ),
    "Lumber and Building": (
        0.29,
        ("Stud 2x4", "Tallpine Building", 2.7, 6.9, 240, 1, "92-5/8|8 ft|10 ft|12 ft"),
        ("Treated 2x6", "Tallpine Building", 6.1, 14.2, 90, 1, "8 ft|10 ft|12 ft|16 ft"),
        ("Plywood", "Tallpine Building", 21.5, 46.0, 62, 1, "1/4 BC|1/2 CDX|5/8 CDX|3/4 BC|3/4 Birch"),
        ("Concrete Mix", "Tallpine Building", 3.4, 6.2, 180, 1, "50 lb|60 lb|80 lb|Fast Set 50 lb|Mortar 60 lb"),
        ("Insulation", "Tallpine Building", 5.4, 62.0, 26, 1, "Foam Can|Foam Board 1 in|R-13 Roll|R-19 Roll|R-30 Batt"),
        ("Drywall", "Tallpine Building", 9.8, 15.2, 95, 1, "1/2 4x8|5/8 4x8|1/2 Moisture"),
        ("Joint Compound", "Tallpine Building", 6.2, 15.6, 58, 1, "Quart|Gallon|4.5 gal|Setting 18 lb"),
    ),
}  # fmt: skip


@dataclass
class Item:
    """One line of the export. The count of October is on file and not yet posted to the books."""

    number: str
    description: str
    department: str
    vendor: str
    on_hand: int
    on_order: int
    last_cost: float | None
    average_cost: float | None
    retail: float
    msrp: float
    sold: int
    last_sale: date | None
    last_received: date
    reorder_point: int
    case_qty: int
    last_count: date
    counted: int | None = None
    variance: int | None = None
    status: str = "Active"

    @property
    def a_day(self) -> float:
        """Units sold a day."""
        return self.sold / 365


def healthy_store(random: Random) -> list[Item]:
    """Every item of the catalogue, priced, stocked and sold as it should be."""
    items = []
    for shelf, (department, (margin, *families)) in enumerate(CATALOGUE.items(), start=1):
        number = 0
        for name, vendor, cheapest, dearest, a_year, case, sizes in families:
            names = sizes.split("|")
            for position, size in enumerate(names):
                number += random.randint(1, 4)
                share = position / max(len(names) - 1, 1)
                cost = cheapest * (dearest / cheapest) ** share
                items.append(
                    healthy_item(
                        random,
                        f"{shelf:02}{number:04}",
                        f"{name} {size}",
                        department,
                        vendor,
                        cost,
                        margin,
                        a_year,
                        case,
                    )
                )
    return items


def healthy_item(
    random: Random,
    number: str,
    description: str,
    department: str,
    vendor: str,
    cost: float,
    margin: float,
    a_year: float,
    case: int,
) -> Item:
    cost = round(cost * random.uniform(0.97, 1.03), 2)
    retail = charm(cost / (1 - random.gauss(margin, 0.025)))
    sold = max(round(a_year * random.lognormvariate(0, 0.45)), 3)
    # between three weeks and two months of sales, and never less than looks decent on a shelf
    cover = sold / 365 * random.uniform(21, 60)
    waited = min(round(random.expovariate(sold / 365)), 80)
    return Item(
        number=number,
        description=description,
        department=department,
        vendor=vendor,
        on_hand=max(round(cover), math.ceil(sold / 365 * 21) + 1, 2),
        on_order=0,
        last_cost=cost,
        average_cost=round(cost * random.uniform(0.985, 1.01), 2),
        retail=retail,
        msrp=charm(retail * random.choice((1.0, 1.0, 1.0, 1.04, 1.08))),
        sold=sold,
        last_sale=TODAY - timedelta(days=waited),
        last_received=TODAY - timedelta(days=random.randint(4, 75)),
        reorder_point=math.ceil(sold / 365 * 10),
        case_qty=case,
        last_count=date(2026, 1, 17),
    )


def charm(price: float) -> float:
    """A price as a shop writes it: ends in 9."""
    if price < 1:
        return max(round(price, 2), 0.05)
    return math.floor(price * 10) / 10 + 0.09 if price < 20 else math.floor(price) + 0.99


# --- the leaks, one story each ------------------------------------------------------------------


def never_booked_in(store: dict[str, Item], random: Random) -> None:
    """Negative inventory: deliveries went to the shelf without being booked."""
    for description, on_hand in (
        ("PVC Elbow 90 3/4 in", -7), ("Key Blank KW1", -4), ("Wall Switch Dimmer", -11),
        ("Copper Elbow 1/2 in", -9), ("Faucet Kitchen Chrome", -3), ("Padlock Disc", -6),
        ("Caulk Silicone Clear", -2), ("Ball Valve Brass 1 in", -8), ("Deck Stain Gal Cedar", -5),
        ("Hinge 3-1/2 in Nickel", -13), ("Utility Knife Folding", -7),
    ):  # fmt: skip
        item = store[description]
        item.on_hand = on_hand
        item.last_received = TODAY - timedelta(days=random.randint(35, 90))


def sold_by_the_piece(store: dict[str, Item], random: Random) -> None:
    """Severe deficit: received by the case, sold by the piece."""
    for description, on_hand in (
        ("Hex Bolt Zinc 25 pk 1/4 x 2", -164), ("Receptacle 20 A White", -46),
        ("Grinding Wheel 4-1/2 Flap 80", -121),
    ):  # fmt: skip
        store[description].on_hand = on_hand
        store[description].last_received = TODAY - timedelta(days=random.randint(40, 70))


def running_out(store: dict[str, Item], random: Random) -> None:
    """Low stock: best sellers that will not last until the next delivery."""
    for description, sold, on_hand in (
        ("Batteries AA 24 pk", 300, 4), ("Concrete Mix 80 lb", 480, 6), ("Stud 2x4 8 ft", 720, 9),
        ("LED Bulb 4 pk 60 W Soft", 260, 3), ("Potting Soil 1 cu ft", 310, 3),
        ("Trash Bags 13 gal 45 ct", 230, 2), ("Drywall 1/2 4x8", 290, 4), ("Key Blank SC1", 640, 5),
        ("Air Filter 16x25x1", 250, 3), ("Plywood 1/2 CDX", 150, 2), ("Deck Screw 5 lb 3 in", 140, 1),
    ):  # fmt: skip
        item = store[description]
        item.sold, item.on_hand, item.reorder_point = sold, on_hand, math.ceil(sold / 365 * 10)
        item.last_sale = TODAY - timedelta(days=random.randint(0, 1))
        item.last_received = TODAY - timedelta(days=random.randint(12, 30))


def promotion_never_ended(store: dict[str, Item], random: Random) -> None:
    """Margin leak: the spring sale is over everywhere but in the till."""
    for description in (
        "Interior Eggshell Gal Antique White", "Interior Eggshell Gal Tint Base 1",
        "Spray Paint 12 oz Gloss Black", "Painter Tape 2 in", "Roller Cover 9 in 3/8 Nap",
        "Tape Measure 25 ft", "Cleaner Glass 32 oz", "Breaker Single Pole 20 A",
    ):  # fmt: skip
        item = store[description]
        assert item.last_cost is not None
        item.retail = charm(item.last_cost / (1 - random.uniform(0.08, 0.15)))
        item.sold = round(item.sold * 1.6)
        item.on_hand = max(item.on_hand, math.ceil(item.a_day * 30))


def vendor_raised_costs(store: dict[str, Item], random: Random) -> None:
    """Margin erosion: one vendor's new price list, and shelf prices that did not follow."""
    for item in store.values():
        if item.vendor == "Northfield Tool" and item.average_cost and item.retail > 6:
            item.last_cost = round(item.average_cost * random.uniform(1.14, 1.19), 2)
            item.last_received = TODAY - timedelta(days=random.randint(6, 25))


def below_cost(store: dict[str, Item], random: Random) -> None:
    """Negative profit: the cost went up and nobody looked."""
    for description, loss in (
        ("Treated 2x6 16 ft", 0.06), ("Romex Wire 12/2 100 ft", 0.04), ("Key Blank Car H75", 0.2),
        ("Insulation R-19 Roll", 0.05),
    ):  # fmt: skip
        item = store[description]
        item.last_cost = round(item.retail * (1 + loss), 2)
        item.average_cost = round(item.last_cost * 0.99, 2)


def cost_never_entered(store: dict[str, Item], random: Random) -> None:
    """Zero cost: items set up in a hurry."""
    for description, cost in (
        ("Receptacle USB-C", 0.0), ("Deadbolt Smart", None), ("Light Bulb Appliance Nightlight 4 pk", 0.0),
        ("Planter Glazed 14 in", 0.0), ("Battery 20V 2 pk 4.0 Ah", 0.0), ("Cleaner Drain Opener", None),
    ):  # fmt: skip
        store[description].last_cost = cost
        store[description].average_cost = cost


def keyed_wrong(store: dict[str, Item], random: Random) -> None:
    """Price discrepancy: a decimal point, a case price on a piece, prices left behind."""
    for description, factor in (
        ("Supply Line Faucet 20 in", 0.1), ("Wood Screw 100 pk #8 x 2", 0.1),
        ("Junction Box Octagon", 1 / 25), ("Door Closer Commercial", 0.62), ("Rake Bow 14 in", 0.64),
        ("Faucet Laundry", 10.0),
    ):  # fmt: skip
        item = store[description]
        item.retail = round(item.msrp * factor, 2)


def stopped_selling(store: dict[str, Item], random: Random) -> None:
    """Dead stock: last year's ideas."""
    for description, on_hand, silent, status in (
        ("Entry Lock Handleset Bronze", 5, 410, "Discontinued"), ("Level 72 in", 4, 610, "Active"),
        ("Faucet Bath 4 in Nickel", 4, 380, "Discontinued"), ("Wall Switch 4-Way", 18, 700, "Active"),
        ("Drill Kit 20V Combo 4 Tool", 3, 395, "Active"), ("Deck Stain Gal Walnut", 14, 520, "Discontinued"),
        ("Exterior Satin Gal Deep Base", 11, 430, "Discontinued"), ("Sander Belt 3x18", 4, 480, "Discontinued"),
        ("Planter Resin 16 in", 13, 460, "Discontinued"), ("Insulation R-30 Batt", 6, 405, "Active"),
        ("Carriage Bolt 10 pk 1/2 x 8", 15, 540, "Discontinued"), ("Lawn Seed 20 lb Mix", 5, 385, "Active"),
        ("Weatherstrip Threshold 36 in", 10, 420, "Discontinued"),
    ):  # fmt: skip
        item = store[description]
        item.on_hand, item.sold, item.status = on_hand, 0, status
        item.last_sale = TODAY - timedelta(days=silent)
        item.last_received = item.last_sale - timedelta(days=random.randint(30, 200))


def bought_too_much(store: dict[str, Item], random: Random) -> None:
    """Overstock: a pallet because the pallet was cheap."""
    for description, years in (
        ("Trash Bags Contractor 20 ct", 2.5), ("Garden Hose 100 ft", 2.2), ("Primer Quart", 3),
        ("Storage Tote Underbed", 3), ("Extension Cord 6 ft", 3), ("Padlock Combination", 2.5),
        ("Saw Blade Recip 5 pk", 2.4), ("Fertilizer Tomato 4 lb", 3), ("Common Nail 1 lb 20d", 3.5),
        ("Air Filter 20x25x4", 2),
    ):  # fmt: skip
        item = store[description]
        item.on_hand = math.ceil(item.sold * years / item.case_qty) * item.case_qty
        item.last_received = TODAY - timedelta(days=random.randint(100, 160))


def walked_out(store: dict[str, Item], random: Random) -> None:
    """Shrinkage: counted short in October, or on the books and yet silent."""
    for description, on_hand, missing in (
        ("Battery 20V 5.0 Ah", 11, 7), ("Battery 20V 6.0 Ah", 8, 6), ("Drill Kit 20V Brushless", 5, 2),
        ("Drill Bit Set 21 pc", 14, 4), ("Deadbolt Keypad", 6, 2), ("Pliers Locking 10 in", 9, 3),
        ("Romex Wire 10/2 100 ft", 8, 3), ("Ball Valve Brass 1-1/2 in", 10, 4),
    ):  # fmt: skip
        item = store[description]
        item.on_hand, item.counted, item.variance = on_hand, on_hand - missing, -missing
    for description, on_hand, silent in (
        ("Spray Paint 12 oz Clear", 14, 58), ("Breaker Single Pole 30 A", 12, 74),
        ("Supply Line Toilet 12 in", 9, 66), ("LED Bulb 4 pk BR30 Flood", 16, 49),
        ("Grinding Wheel 4-1/2 Cut-Off", 18, 71),
    ):  # fmt: skip
        item = store[description]
        item.sold, item.on_hand = max(item.sold, 95), on_hand
        item.last_sale = TODAY - timedelta(days=silent)
        item.last_received = item.last_sale - timedelta(days=random.randint(5, 25))


def counted_right(store: dict[str, Item], random: Random) -> None:
    """Most counts agree with the books; without them every count would look suspicious."""
    for item in store.values():
        moves = item.last_sale is not None and item.last_sale > TODAY - timedelta(days=40)
        if moves and item.counted is None and item.on_hand > 0 and random.random() < 0.15:
            item.counted, item.variance = item.on_hand, 0


LEAKS = (
    never_booked_in,
    sold_by_the_piece,
    running_out,
    promotion_never_ended,
    vendor_raised_costs,
    below_cost,
    cost_never_entered,
    keyed_wrong,
    stopped_selling,
    bought_too_much,
    walked_out,
    counted_right,
)

HEADERS = (
    "Item Number", "Description", "Department", "Vendor", "Qty On Hand", "On Order", "Last Cost",
    "Average Cost", "Retail", "MSRP", "Sold Last 365 Days", "Last Sale", "Last Received",
    "Reorder Point", "Case Qty", "Last Count", "Counted", "Variance", "Status",
)  # fmt: skip


def row(item: Item) -> tuple[object, ...]:
    return (
        item.number, item.description, item.department, item.vendor, item.on_hand, item.on_order,
        money(item.last_cost), money(item.average_cost), money(item.retail), money(item.msrp),
        item.sold, day(item.last_sale), day(item.last_received), item.reorder_point, item.case_qty,
        day(item.last_count), item.counted, item.variance, item.status,
    )  # fmt: skip


def money(amount: float | None) -> str:
    return "" if amount is None else f"${amount:,.2f}"


def day(value: date | None) -> str:
    return "" if value is None else value.strftime("%m/%d/%Y")


def main() -> None:
    random = Random(20261031)
    items = healthy_store(random)
    store = {item.description: item for item in items}
    for leak in LEAKS:
        leak(store, random)
    rows = [list(row(item)) for item in items]
    # two slips of the keyboard, as every real file has them
    rows[40][HEADERS.index("Average Cost")] = "$5.4O"
    rows[207][HEADERS.index("Last Received")] = "10/32/2026"
    on_hand = sum(item.on_hand for item in items)
    with PATH.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows)
        writer.writerow(["Total", "", "", "", on_hand, *[""] * (len(HEADERS) - 5)])
    print(f"{len(items)} items in {PATH}")


if __name__ == "__main__":
    main()
