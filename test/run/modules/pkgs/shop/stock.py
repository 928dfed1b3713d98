from shop import prices
from .parts import wheel
from .parts.wheel import spokes as sp
items = {"a": prices.PRICE}
def total(): return sum(items.values()) + sp
