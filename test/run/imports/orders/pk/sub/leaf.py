print("leaf", __name__, __package__)
LEAF = "leaf"
_hidden = "hidden"
class Thing: pass
def where(): return __name__, Thing.__module__, Thing.__qualname__
