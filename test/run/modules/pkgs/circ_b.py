print("circ_b start")
import circ_a
print(hasattr(circ_a, "fa"))
def fb(): return "fb"
try:
    from circ_a import fa
except ImportError as e:
    print("ImportError", str(e).replace(str(circ_a.__file__), "FILE"), e.name)
try:
    circ_a.fa
except AttributeError as e:
    print("AttributeError", str(e).replace(str(circ_a.__file__), "FILE"))
print("circ_b end")
