# Imports the module that imports this one: only its name is needed here, later.
from .. import warehouse


def note(where, kind, sku, amount):
    if not isinstance(where, warehouse.Warehouse):
        raise TypeError("not a warehouse")
    where.history.append((kind, sku, amount))
