"""Corner Till: the "Stock list" export, one row per item and shop."""

from sentinel import Adapter, Export, hookimpl

CORNER_TILL = Adapter(
    key="corner_till",
    title="Corner Till",
    exports=(
        Export(
            name="stock",
            fingerprint=("PLU", "Qty in shop", "Sold, last 30 days"),
            columns={
                "store_id": "Shop",
                "sku": "PLU",
                "description": "Article",
                "category": "Group",
                "on_hand_qty": "Qty in shop",
                "unit_cost": "Buying price",
                "unit_price": "Selling price",
                "units_sold": "Sold, last 30 days",
                "units_returned": "Brought back, last 30 days",
                "last_sold_on": "Last sold",
            },
            nulls=("none yet",),
            sales_window_days=30,
            date_order="DMY",
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    return [CORNER_TILL]
