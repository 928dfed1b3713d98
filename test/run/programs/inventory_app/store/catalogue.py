from .errors import UnknownProduct


class Product:
    count = 0

    def __init__(self, sku, name, price, weight, *tags):
        self.sku, self.name, self.price, self.weight = sku, name, price, weight
        self.tags = frozenset(tags)
        Product.count += 1

    def __repr__(self):
        return f"Product({self.sku})"


class Catalogue:
    Product = Product

    def __init__(self, products):
        self._products = {p.sku: p for p in products}

    def __getitem__(self, sku):
        try:
            return self._products[sku]
        except KeyError:
            raise UnknownProduct(sku) from None

    def __len__(self):
        return len(self._products)

    def by_tag(self, tag):
        return {p.sku for p in self._products.values() if tag in p.tags}


catalogue = Catalogue([
    Product("BOLT", "hex bolt", 0.12, 0.02, "metal", "small"),
    Product("NUT", "hex nut", 0.07, 0.01, "metal", "small"),
    Product("GEAR", "bevel gear", 14.5, 1.8, "metal"),
    Product("WHEEL", "rubber wheel", 8.25, 0.9),
    Product("SPRING", "coil spring", 1.1, 0.05, "metal"),
    Product("CHAIN", "roller chain", 22.0, 2.4, "metal", "long"),
])
