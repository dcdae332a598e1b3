"""Vend, as it was before it became Lightspeed Retail X-Series: product export and sales ledger.

* Its product export has `composite_handle` and `type` where the X-Series has `composite_name` and
  `product_category`; which of the two it is, the name of the category says.
* Its ledger lacks `State` and `Attributes`. `Subtotal` and `Sales Tax` of a line are those of one
  unit, `Total` is that of the line, with tax.
* Its reports are those of the X-Series: nothing tells them apart.
"""

from __future__ import annotations

from sentinel import Adapter, Export, hookimpl
from sentinel_plugins.pos import lightspeed_x
from sentinel_plugins.vend_reports import REPORTS

VEND = Adapter(
    key="vend",
    title="Vend",
    exports=(
        Export(
            name="products",
            title="Product export",
            menu_path="Products > Export",
            fingerprint=(
                "id",
                "handle",
                "sku",
                "composite_handle",
                "type",
                "supply_price",
                "inventory_*",
            ),
            columns=lightspeed_x.PRODUCT_COLUMNS,
            location_columns=lightspeed_x.PRODUCT_LOCATIONS,
            other_headers=lightspeed_x.PRODUCT_OTHERS,
            contradicted_by=("product_category",),
            item_id="id",
            prepare=lightspeed_x.prepare_products,
            why=lightspeed_x.PRODUCT_WHY,
        ),
        Export(
            name="ledger",
            title="Sales ledger",
            fingerprint=lightspeed_x.LEDGER,
            columns=lightspeed_x.LEDGER_COLUMNS,
            other_headers=lightspeed_x.LEDGER_OTHERS,
            contradicted_by=("State", "Attributes"),
            date_order="YMD",
            prepare=lightspeed_x.prepare_ledger,
            why=lightspeed_x.LEDGER_WHY,
        ),
        *REPORTS,
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Vend, products and ledger; reports as in the X-Series."""
    return [VEND]
