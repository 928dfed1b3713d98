# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes numbers.inc: operations on random and edge-case numbers with the results that the
reference interpreter gives. numbers_record_test.cpp performs the same operations.

Ints are written in hexadecimal, floats as C hexadecimal floats; ERR is any exception."""

import math
import operator
import random
import struct
import sys

sys.set_int_max_str_digits(0)
rng = random.Random(20240229)
rows = []


def show(v):
    if isinstance(v, bool):
        return str(v)
    if isinstance(v, int):
        return "%x" % v if v >= 0 else "-%x" % -v
    if isinstance(v, float):
        return "nan" if v != v else v.hex()
    if isinstance(v, complex):
        return show(v.real) + " " + show(v.imag)
    if isinstance(v, tuple):
        return " ".join(map(show, v))
    return v


def argument(v):
    if isinstance(v, str):
        return "s:" + v
    if isinstance(v, float):
        return "f:" + show(v)
    return hex(v)


def record(name, function, *args):
    try:
        result = show(function(*args))
    except (ArithmeticError, ValueError, TypeError):
        result = "ERR"
    rows.append((" ".join([name] + [argument(a) for a in args]), result))


def an_int(bits=None):
    if bits is None:
        bits = rng.choice([1, 8, 30, 60, 61, 62, 63, 64, 65, 127, 128, 129, 200, 500])
    kind = rng.random()
    if kind < 0.25:
        v = (1 << bits) + rng.choice([-1, 0, 1])
    elif kind < 0.35:
        v = rng.getrandbits(bits) << rng.randrange(70)
    else:
        v = rng.getrandbits(bits + 1)
    return v * rng.choice([1, -1])


EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, math.inf, -math.inf, math.nan, 5e-324,
         1.7976931348623157e308, 2.2250738585072014e-308, 1e16, 1e15, 2.0 ** 53, 0.1, 1e22]


def a_float():
    kind = rng.random()
    if kind < 0.15:
        return rng.choice(EDGES)
    if kind < 0.4:
        return rng.uniform(-100, 100)
    if kind < 0.5:
        return rng.randrange(-50, 50) / rng.choice([1, 2, 4, 10])
    if kind < 0.7:
        return float(an_int(rng.choice([10, 60, 100])))
    if kind < 0.85:
        return struct.unpack("d", struct.pack("Q", rng.getrandbits(64)))[0]
    return rng.uniform(-1, 1) * 10.0 ** rng.randrange(-30, 30)


def order(a, b):
    return 2 if a != a or b != b else (a > b) - (a < b)


for _ in range(60):
    a, b = an_int(), an_int()
    for name in ("add", "sub", "mul", "and_", "or_", "xor"):
        record(name.rstrip("_"), getattr(operator, name), a, b)
    record("gcd", math.gcd, a, b)
    record("lcm", math.lcm, a, b)
    record("cmp", order, a, b)
    record("divmod", divmod, a, b)
    record("divmod", divmod, a * b + an_int(20), b)
    record("truediv", operator.truediv, a, b)
    record("truediv", operator.truediv, rng.getrandbits(rng.randrange(1, 200)), 1 << rng.randrange(1, 1200))
    record("truediv", operator.truediv, an_int(60), an_int(60))
    record("neg", operator.neg, a)
    record("invert", operator.invert, a)
    record("str", str, a)
    record("hash", hash, a)
    record("bit_length", int.bit_length, a)
    record("bit_count", int.bit_count, a)
    record("isqrt", math.isqrt, abs(a))
    shift = rng.choice([0, 1, 2, 30, 61, 62, 63, 64, 65, 128, 300])
    record("lshift", operator.lshift, a, shift)
    record("rshift", operator.rshift, a, shift)
    record("float", float, a)
    record("pow", pow, an_int(rng.choice([3, 10, 40])), rng.randrange(0, 20))
    record("powmod", pow, a, abs(an_int(rng.choice([3, 60, 200]))), an_int() or 7)
    record("powmod", pow, a, -rng.randrange(1, 100), an_int(60) or 7)
    record("round_int", round, a, rng.randrange(-60, 3))
    x, y = a_float(), a_float()
    record("order", order, x, a)
    if math.isfinite(x):
        record("order", order, x, int(x) + rng.choice([0, 1, -1]))
    if x == x:
        record("hash", hash, x)
    record("int", int, x)
    record("repr", repr, x)
    record("round", round, x, rng.randrange(-20, 25))
    record("round", round, rng.randrange(-100000, 100000) / rng.choice([2, 4, 8, 1000]), rng.randrange(-5, 4))
    code, precision, flag = rng.choice("efgEG"), rng.choice([0, 1, 2, 3, 6, 10, 17, 20, 50]), rng.choice("#-")
    record("format", lambda x, c, p, f: ("%" + f.strip("-") + "." + str(p) + c) % x, x, code, precision, flag)
    record("parse", float, repr(x))
    record("parse", float, "%.*e" % (rng.randrange(30), x))
    record("parse", float, f"{rng.getrandbits(200)}.{rng.getrandbits(100)}e{rng.randrange(-380, 300)}")
    record("floordiv", operator.floordiv, x, y)
    record("mod", operator.mod, x, y)
    record("float_pow", operator.pow, x, y)
    record("float_pow", operator.pow, x, float(rng.randrange(-5, 6)))
    power = lambda a, b, c, d: complex(a, b) ** complex(c, d)
    record("complex_pow", power, x, y, float(rng.randrange(-10, 110)), 0.0)
    record("complex_pow", power, *[rng.uniform(-3, 3) for _ in range(4)])
    record("complex_div", lambda a, b, c, d: complex(a, b) / complex(c, d), x, y, a_float(), a_float())
    record("to_bytes", lambda v, n, little, signed:
           v.to_bytes(n, "little" if little else "big", signed=bool(signed)).hex(),
           an_int(rng.choice([1, 7, 8, 15, 16, 63, 64, 100])), rng.randrange(0, 20), rng.randrange(2), rng.randrange(2))
    for argument_ in (x, rng.uniform(-180, 180)):
        record("gamma", math.gamma, argument_)
        record("lgamma", math.lgamma, argument_)
    record("hypot", math.hypot, x, y)
    record("hypot", math.hypot, *[rng.uniform(-1, 1) * 10 ** rng.choice([0, 0, 5, -300, -320]) for _ in range(rng.randrange(6))])
    record("fsum", lambda *v: math.fsum(v), *[a_float() for _ in range(rng.randrange(7))])
    record("fsum", lambda *v: math.fsum(v), *[rng.uniform(-1, 1) * 10.0 ** rng.randrange(-20, 20) for _ in range(rng.randrange(7))])
    values = [rng.choice([a_float, lambda: an_int(40)])() for _ in range(2 * rng.randrange(1, 4))]
    record("sumprod", lambda *v: math.sumprod(v[:len(v) // 2], v[len(v) // 2:]), *values)
    record("comb", math.comb, rng.randrange(100), rng.randrange(60))
    record("perm", math.perm, rng.randrange(100), rng.randrange(30))
    record("factorial", math.factorial, rng.randrange(120))

with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write("// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
              "// Written by record_numbers.py.\n")
    for operation, result in rows:
        out.write('{"%s", "%s"},\n' % (operation, result))
