import sys
import pk
from pk import *
print(one, two, sub.__name__, "three" in globals(), dir(pk), pk.lazy.name, pk.lazy.ONE, pk.lazy.L, pk.lazy.w())
try: pk.nothing
except AttributeError as e: print(e)
try: from pk import nothing
except ImportError as e: print(str(e).split(" (")[0], e.name)
import pk.sub.leaf
print(pk.sub.leaf is sys.modules["pk.sub.leaf"], pk.sub.shown, pk.sub.parent_name, hasattr(pk.sub, "_hidden"), pk.sub.LEAF, pk.value, pk._sub.__name__)
import ca
print(ca.use())
try: from badall import *
except AttributeError as e: print(str(e))
print("yes" in globals())
for _ in range(2):
    try: import raising
    except RuntimeError as e: print(e, "raising" in sys.modules)
try: import notthere
except ModuleNotFoundError as e: print(e, e.name, e.path)
try: import pk.absent
except ModuleNotFoundError as e: print(e, e.name)
try: from pk.absent import x
except ImportError as e: print(e, e.name)
try: from pk.sub import absent
except ImportError as e: print(str(e).split(" (")[0])
try: import ca.inner
except ImportError as e: print(e, e.name)
import pk.sub as ps, pk.deep.er as er
print(ps.__name__, er.__name__, er.__package__, repr(er).startswith("<module 'pk.deep.er' from"), pk.__path__ is not None)
print(__name__, __package__, __spec__, __doc__, sorted(m for m in sys.modules if m.startswith(("pk", "c"))and len(m) < 12 and m[1] in "kab."))
pk.patched = "p"
from pk import patched
print(patched, vars(pk)["patched"])
del pk.patched
try: pk.patched
except AttributeError as e: print(e)
pk.one = 100
import pk as again
print(again.one, one)
def local():
    import pk.sub.leaf
    from pk.sub.leaf import where
    return pk.sub.leaf.LEAF, where()
print(local())
class WithImport:
    import pk.sub.leaf as inner
    from pk import two as deux
print(WithImport.inner.LEAF, WithImport().deux)
