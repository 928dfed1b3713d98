print("late", __name__, __package__)
value = "late value"
from pk import sub
import pk.sub.leaf as leaf
leafed = leaf.LEAF
try:
    from pk import one
except ImportError as e:
    print(type(e).__name__, str(e).split(" (")[0], "|", e.name)
try:
    import pk
    pk.one
except AttributeError as e:
    print(type(e).__name__, str(e).split(" (")[0])
