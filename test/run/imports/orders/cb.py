print("cb start")
import ca
try:
    ca.A
except AttributeError as e:
    print(str(e).replace(str(__file__).rsplit("/", 1)[0], "DIR"))
    print(e.name, e.obj is ca)
try:
    from ca import A
except ImportError as e:
    print(str(e).split(" (/")[0], e.name)
seen = hasattr(ca, "use")
B = "B"
