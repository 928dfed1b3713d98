# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What writes a random case: choices, names, lines; and what all families of cases beside programs.Case share.

A family is a class with `body()`, which puts statements into a function of its own (indented by 1), and at will
`definitions()`, which puts what stands at module level before it. Statements that may raise are put by `check()`
and `checked()`, which print the exception and go on: a case has many such checks, and each line that is printed
carries its number, so that what differs names the check.

Nothing printed may depend on addresses, on the hashes of str, or on time: `show` of the prelude prints iterators
by what they yield, cuts addresses off, and sorts sets that hold str.
"""

PRELUDE = '''

def shown(value, depth=0):
    kind = type(value)
    name = kind.__name__
    if kind is set or kind is frozenset:
        if any(type(item) not in (int, bool, float) for item in value):
            return f"{name} {sorted(map(repr, value))}"
    elif hasattr(kind, "__next__"):
        items = []
        try:
            for item in value:
                items.append(shown(item) if depth == 0 else name)
                if len(items) > 12:
                    break
        except Exception as e:
            items.append(f"{type(e).__name__} {e}")
        return f"{name} {items}"
    text = repr(value)
    if " at 0x" in text:
        text = text[:text.index(" at 0x")]
    return f"{name} {text if len(text) < 1500 else (len(text), text[:500])}"


def orderly(value):
    """A set without what is hashed anew in each run, so that pop() always takes the same item; anything else as it is."""
    if type(value) is set:
        value -= {item for item in value if type(item) not in (int, bool, float)}
    return value


def show(number, value):
    print(number, shown(value))


def tell(*values):
    """As print, but without addresses."""
    texts = [value if type(value) is str else repr(value) for value in values]
    print(*[text[:text.index(" at 0x")] if " at 0x" in text else text for text in texts])


def failed(number, e):
    text = str(e)
    print(number, type(e).__name__, text[:text.index(" at 0x")] if " at 0x" in text else text)
    if e.__cause__ is not None:
        print("  cause", type(e.__cause__).__name__, e.__cause__)


class Thing:
    pass


def attempt(number, function):
    try:
        show(number, function())
    except Exception as e:
        failed(number, e)
'''


class Writer:
    """Choices, names and lines of a case."""

    def __init__(self, rng, number):
        self.rng = rng
        self.number = number
        self.lines = []
        self.fresh = 0

    def pick(self, *choices):
        return self.rng.choice(choices)

    def chance(self, percent):
        return self.rng.randrange(100) < percent

    def name(self, prefix="v"):
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    def put(self, indent, text):
        self.lines.append("    " * indent + text)


class Family(Writer):
    """A case whose checks are many and small."""

    def __init__(self, rng, number):
        super().__init__(rng, number)
        self.checks = 0

    def label(self):
        """The number of the next check, as its source and its output have it."""
        self.checks += 1
        return repr(f"{self.number}.{self.checks}")

    def check(self, expression, indent=1):
        """Shows an expression, or what it raises; by a function at times, where it is not the case's own code."""
        label, expression = self.label(), f"({expression})"  # which may be a tuple without its parentheses
        if self.chance(50):
            self.put(indent, f"attempt({label}, lambda: {expression})")
        else:
            self.put(indent, "try:")
            self.put(indent + 1, f"show({label}, {expression})")
            self.failure(label, indent)

    def checked(self, *statements, indent=1, then=None):
        """Statements, already indented among themselves, that may raise; `then` is shown after them, also when they did."""
        label = self.label()
        self.put(indent, "try:")
        for statement in statements:
            for line in statement.split("\n"):
                self.put(indent + 1, line)
        self.failure(label, indent)
        if then:
            self.put(indent, f"show({label}, {then})")

    def failure(self, label, indent):
        self.put(indent, "except Exception as e:")
        self.put(indent + 1, f"failed({label}, e)")

    def definitions(self):
        pass

    def source(self):
        self.definitions()
        self.put(0, f"def case{self.number}():")
        before = len(self.lines)
        self.body()
        if len(self.lines) == before:
            self.put(1, "pass")
        self.put(0, "try:")
        self.put(1, f"case{self.number}()")
        self.put(0, "except Exception as e:")
        self.put(1, "print(type(e).__name__, e, where(e))")
        return "\n".join(self.lines)
