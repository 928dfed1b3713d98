"""The application: what plugins are made of."""

from .registry import REGISTRY, PluginError, hook, register
from . import registry

VERSION = version = (1, 2)


def describe():
    return "core " + ".".join(map(str, version))


class Plugin:
    priority = 0

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        register(name or cls.__name__.lower(), cls)

    def apply(self, text):
        raise NotImplementedError(f"{type(self).__name__}.apply")


class Application:
    made = 0

    def __init__(self, title):
        self.title, self.enabled, self.trace = title, {}, []
        Application.made += 1

    def enable(self, name):
        try:
            made = REGISTRY[name]
        except KeyError:
            raise PluginError(f"no plugin {name!r}") from None
        self.enabled[name] = made() if isinstance(made, type) else made
        return self

    def disable(self, name):
        try:
            del self.enabled[name]
        except KeyError as error:
            raise PluginError(f"{name} is not enabled") from error

    def process(self, text):
        order = sorted(self.enabled.items(), key=lambda item: (-getattr(item[1], "priority", 0), item[0]))
        self.trace = []
        for name, plugin in order:
            before = text
            try:
                text = plugin.apply(text) if isinstance(plugin, Plugin) else plugin(text)
            except NotImplementedError as error:
                self.trace.append(f"{name}: {error}")
            else:
                if text != before:
                    self.trace.append(name)
        return text

    def __str__(self):
        return f"{self.title} with {', '.join(self.enabled) or 'nothing'}"
