"""An application of plugins in packages: registration by decorators and by subclassing, hooks with priorities, optional modules, and lazy imports."""

import sys
import core
from core import Application, PluginError, hook
from core.registry import REGISTRY as registry, names
from core import registry as registry_module
import plugins
from plugins import *
from plugins.markup import Bold, Upper as Loud

try:
    import colours_that_do_not_exist as colours
except ImportError as error:
    colours = None
    print("no colours:", error.name, type(error).__name__)

try:
    from core import nothing_of_that_name
except ImportError as error:
    print(str(error).split(" (")[0])


@hook("text", priority=5)
def exclaim(text):
    return text + "!"


class Shout(core.Plugin, name="shout"):
    priority = 1

    def apply(self, text):
        from plugins.helpers import vowels
        return text.upper() if vowels(text) else text


def main(arguments):
    app = Application("demo")
    for name in arguments or names():
        try:
            app.enable(name)
        except PluginError as error:
            print("cannot enable:", error)
    for text in ("hello world", "xyz", ""):
        print(repr(text), "->", repr(app.process(text)))
    print(app)
    return app


app = main(sys.argv[1:])
print(names(), sorted(registry), registry is registry_module.REGISTRY, plugins.__all__)
print(core.__name__, core.Plugin.__module__, Bold.__module__, Loud is plugins.markup.Upper, Loud.__qualname__, __name__)
print([m for m in sorted(sys.modules) if m.split(".")[0] in ("core", "plugins")])
app.disable("bold")
try:
    app.disable("bold")
except PluginError as error:
    print(error, "|", repr(error.__cause__))
print(app.process("again"), app.trace)
print(core.version, core.VERSION is plugins.VERSION, core.registry.created, "Counter" in dir(plugins), hasattr(plugins, "_private"))
core.version = (9, 9)
print(core.describe(), plugins.markup.describe_core())


class Late(core.Plugin):
    def apply(self, text):
        return text[::-1]


print(names()[-1], Application("second").enable("late").process("abc"), Application.made)
try:
    class Late(core.Plugin, name="late"):
        pass
except PluginError as error:
    print(error)
