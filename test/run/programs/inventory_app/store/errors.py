class StoreError(Exception):
    pass


class UnknownProduct(StoreError):
    def __str__(self):
        return f"no product {self.args[0]!r}"


class OutOfStock(StoreError):
    def __init__(self, sku, missing):
        super().__init__(f"{sku} is out of stock")
        self.missing = missing
