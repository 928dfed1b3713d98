import core
from core import Plugin


class Bold(Plugin):
    priority = -1

    def apply(self, text):
        return f"**{text}**" if text else text


class Upper(Bold, name="upper"):
    priority = 2

    def apply(self, text):
        from .helpers import first
        return super().apply(first(text).upper() + text[1:]) if text else text


class Abstract(Plugin):
    pass


def describe_core():
    return core.describe() + f" from {__name__}"
