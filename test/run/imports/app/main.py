# Imports of every form, packages, relative and circular imports, star imports.
import sys
import plain
import plain as renamed
import pkg
import pkg.sub.deep
import pkg.sub.deep as deep
from pkg import sibling, VALUE as value
from pkg.sub import helper, deep as deep_again
from pkg.sub.helper import assist as a, CONSTANT
from star.names import *
from star.with_all import *

print(plain.name, renamed is plain, plain.__name__, __name__)
print(pkg.VALUE, value, pkg.sub.deep.NAME, deep is pkg.sub.deep, deep_again is deep)
print(sibling.look_up(), helper.assist(), a(), CONSTANT)
print(public, "_hidden" in globals(), listed, "unlisted" in globals(), _but_listed)
print(sorted(m for m in sys.modules if m.split(".")[0] in ("plain", "pkg", "star", "cycle_a", "cycle_b")))

import cycle_a
print(cycle_a.from_b(), cycle_a.cycle_b.from_a())

# Module variables are shared, and rebinding them is seen by the module's own code.
plain.counter = 10
print(plain.bump(), plain.counter)
from plain import counter
plain.bump()
print(counter, plain.counter)
plain.bump = lambda: "replaced"
print(plain.bump(), plain.call_bump())
plain.new_name = "added"
print(plain.new_name, hasattr(plain, "other"))
del plain.new_name
print(hasattr(plain, "new_name"))
try:
    plain.missing
except AttributeError as e:
    print(e)
try:
    from plain import missing
except ImportError as e:
    print(type(e).__name__, str(e).split("(")[0])
try:
    import not_there
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    import pkg.not_there
except ImportError as e:
    print(type(e).__name__, e, e.name)
try:
    import broken
except ZeroDivisionError as e:
    print("broken:", e)
try:
    import broken
except ZeroDivisionError as e:
    print("again:", e)


def local_import():
    import plain as p
    from pkg.sub import deep
    from lazy import loaded
    return p.name, deep.NAME, loaded


print("before lazy")
print(local_import(), "lazy" in globals())
print(local_import())


class HasImport:
    import plain
    from pkg import VALUE


print(HasImport.plain is plain, HasImport.VALUE)
print(pkg.__name__, pkg.__package__, pkg.sub.deep.__package__, plain.__doc__, pkg.__doc__, plain.__package__ == "")
print(plain.func.__module__, pkg.sub.helper.Thing.__module__, pkg.sub.helper.Thing().__class__.__qualname__)
