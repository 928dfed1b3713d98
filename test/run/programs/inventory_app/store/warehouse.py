from . import errors
from .catalogue import catalogue
from .reports import log


class Warehouse:
    def __init__(self, name, parent=None):
        self.name, self.parent = name, parent
        self.stock = {}
        self.history = []

    def path(self):
        return (self.parent.path() + "/" if self.parent else "") + self.name

    def receive(self, sku, amount):
        product = catalogue[sku]
        self.stock[product.sku] = self.stock.get(product.sku, 0) + amount
        log.note(self, "in", sku, amount)

    def reserve(self, sku, amount):
        available = self.stock.get(catalogue[sku].sku, 0)
        if amount > available:
            raise errors.OutOfStock(sku, amount - available)
        self.stock[sku] = available - amount
        log.note(self, "out", sku, amount)

    def counting(self):
        return Counting(self)

    def __getitem__(self, sku):
        return self.stock[sku]

    def __contains__(self, sku):
        return sku in self.stock

    def __iter__(self):
        return iter(sorted(self.stock.items()))


class Counting:
    def __init__(self, warehouse):
        self.warehouse = warehouse

    def __enter__(self):
        self.count = {}
        return self.count

    def __exit__(self, *exc):
        for sku, amount in self.count.items():
            difference = amount - self.warehouse.stock[sku]
            if difference:
                log.note(self.warehouse, "count", sku, difference)
                self.warehouse.stock[sku] = amount
