"""An inventory over several modules: a package with a subpackage, relative and circular imports."""

import store
from store import Warehouse, catalogue
from store.errors import OutOfStock, StoreError
from store.reports import text as text_report, totals
import store.reports.totals as same_totals


def restock(warehouse, lines):
    for line in lines.splitlines():
        line = line.strip()
        if not line:
            continue
        try:
            sku, amount = line.split()
            warehouse.receive(sku, int(amount))
        except ValueError as error:
            print("bad line", repr(line), "-", error)
        except StoreError as error:
            print(type(error).__name__, "-", error)


def main():
    print(store.__name__, store.VERSION, Warehouse.__module__, __name__, totals is same_totals)
    warehouse = Warehouse("Harbour")
    restock(warehouse, """
        BOLT 500
        NUT 750
        GEAR 12
        WHEEL
        SPRING x
        ROCKET 1
        CHAIN 40
    """)
    warehouse.reserve("BOLT", 120)
    for sku, amount in [("GEAR", 10), ("GEAR", 5), ("NUT", 751), ("SAW", 1)]:
        try:
            warehouse.reserve(sku, amount)
        except OutOfStock as error:
            print(f"{error} (short of {error.missing})")
        except StoreError as error:
            print(error)
    print(text_report.render(warehouse))
    print(f"{totals.value(warehouse):,.2f} {totals.heaviest(warehouse).name}")
    with warehouse.counting() as count:
        count["BOLT"] = 377
        count["CHAIN"] = 40
    print(warehouse.history)
    print(sorted(catalogue.by_tag("metal")), catalogue.Product.count, len(catalogue))
    other = Warehouse("Hill", parent=warehouse)
    print(other.path(), warehouse["GEAR"], "GEAR" in warehouse, "SAW" in warehouse)
    print([name for name in dir(store) if not name.startswith("_")])


if __name__ == "__main__":
    main()
