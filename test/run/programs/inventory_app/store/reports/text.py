from ..catalogue import catalogue


def render(warehouse):
    lines = [f"{warehouse.name}:"]
    for sku, amount in warehouse:
        product = catalogue[sku]
        lines.append(f"  {product.name:.<16}{amount:.>6} at {product.price:>6.2f}")
    return "\n".join(lines)
