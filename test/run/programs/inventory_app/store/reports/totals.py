from ..catalogue import catalogue as products


def value(warehouse):
    return sum(products[sku].price * amount for sku, amount in warehouse)


def heaviest(warehouse):
    sku, _ = max(warehouse, key=lambda pair: products[pair[0]].weight * pair[1])
    return products[sku]
