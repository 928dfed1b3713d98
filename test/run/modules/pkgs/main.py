import sys
import shop
import shop.stock as st
from shop import PRICE, helper
from shop.prices import raise_price
print(shop.__name__, shop.__doc__, shop.stock is st, st.total(), helper(), PRICE, raise_price(5), PRICE, shop.prices.PRICE)
import shop.parts.wheel
print(shop.parts.wheel.spokes, shop.parts.__name__)
print("late" in dir(shop))
from shop import late
print(late.value, shop.late is late)
import circ_a
print(circ_a.fa())
for i in range(2):
    try:
        import failing
    except ValueError as e:
        print("failed", e, "failing" in sys.modules)
import dynamic
print(dynamic.computed, dynamic.a)
try:
    dynamic.nope
except AttributeError as e:
    print(e)
from dynamic import computed
print(computed)
try:
    from dynamic import nope
except ImportError as e:
    print(str(e).split(" (")[0], e.name)
from stars import *
from stars2 import *
print(one, _two, pub)
for n in ("three", "_priv"):
    print(n in globals())
try:
    import missing_module
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    import shop.missing
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    import stars.sub
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    from shop import absent
except ImportError as e:
    print(str(e).split(" (")[0])
shop.extra = 5
print(shop.extra, hasattr(shop, "nope"), "extra" in dir(shop))
del shop.extra
try:
    shop.extra
except AttributeError as e:
    print(e)
try:
    del shop.extra
except AttributeError as e:
    print(e)
shop.prices.PRICE = 100
print(raise_price(1), sys.modules["shop.prices"].PRICE)
g = globals()
g["made"] = "by globals"
print(made, "made" in g, g["PRICE"], type(sys), sys.__name__)
def f():
    global later
    later = 1
f()
print(later, g["later"])
del later
try:
    later
except NameError as e:
    print(e)
print(__name__, sorted(k for k in vars(dynamic) if not k.startswith("__")))
print(repr(sys), repr(shop).startswith("<module 'shop' from"))
sys.modules["fake"] = 5
