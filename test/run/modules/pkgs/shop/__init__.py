"""Shop package."""
print("shop init", __name__, __package__)
from .prices import PRICE
from . import stock
__all__ = ["PRICE", "stock", "late"]
def helper(): return "helper of shop"
