print("pk init", __name__, __package__)
from . import sub as _sub
from .late import value
__all__ = ["one", "two", "sub"]
one = 1
two = 2
three = 3
def __getattr__(name):
    if name == "lazy":
        from .deep import er
        return er
    raise AttributeError(f"pk has no {name}")
def __dir__():
    return ["made", "up"]
