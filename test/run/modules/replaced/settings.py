import sys


class Settings:
    colour = "red"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return f"no {name}"


sys.modules[__name__] = Settings()
