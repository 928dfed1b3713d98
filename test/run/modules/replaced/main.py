# import asks sys.modules: the program may put modules of its own there, and a module something else
# in its own place.
import sys
import types

fake = types.ModuleType("json")
fake.dumps = lambda value: f"fake {value}"
sys.modules["json"] = fake
import json
from json import dumps

print(json is fake, json.dumps(3), dumps(4))


def root():
    import math
    return math.sqrt(16)


print(root())
real = sys.modules["math"]
stand_in = types.SimpleNamespace(sqrt=lambda x: "no root")
sys.modules["math"] = stand_in
print(root())
sys.modules["math"] = None
for attempt in range(2):
    try:
        print(root())
    except ImportError as e:
        print(type(e).__name__, e, e.name)
sys.modules["math"] = real
print(root())

sys.modules["not_there"] = fake
try:
    import not_there
    from not_there import dumps as again
    print(not_there is fake, again(5))
except ImportError as e:
    print(e)
try:
    import not_there.part
except ImportError as e:
    print(e, e.name)
sys.modules["not_there.part"] = stand_in
try:
    import not_there.part
    print(not_there is fake)
    import not_there.part as part
except ImportError as e:
    print(e, e.name)
except AttributeError as e:
    print(e)
try:
    from not_there.part import sqrt
    print(sqrt(1))
except ImportError as e:
    print(e, e.name)
try:
    import itself.nothing
except ImportError as e:
    print(e)
fake.__path__ = []
try:
    import not_there.other
except ImportError as e:
    print(e)
print(__import__("not_there") is fake)

import settings
from settings import colour, absent
import parts.inner
from parts import inner

print(type(settings).__name__, settings.colour, colour, absent)
print(inner, parts.inner is inner, sys.modules["parts.inner"])
