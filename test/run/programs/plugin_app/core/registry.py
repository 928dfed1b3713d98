"""Who is there. Imported by everybody, imports nobody."""

REGISTRY = {}
created = 0


class PluginError(Exception):
    """What goes wrong with plugins."""


def register(name, what):
    global created
    if name in REGISTRY:
        raise PluginError(f"plugin {name!r} is registered by {REGISTRY[name].__module__}")
    REGISTRY[name] = what
    created += 1


def hook(kind, *, priority=0):
    def decorate(function):
        function.priority = priority
        register(f"{kind}.{function.__name__}", function)
        return function
    return decorate


def names():
    return list(REGISTRY)
