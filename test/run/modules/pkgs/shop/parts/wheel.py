print("wheel init", __name__, __package__)
spokes = 32
from ..prices import PRICE as P
try:
    from ....beyond import axle
except ImportError as e:
    print(e)
