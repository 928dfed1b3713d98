# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: many_exits.py EXITS LIVE

A program whose version of a function has a loop of EXITS additions over LIVE variables. Each may leave, to a point
of its own at which all variables are live."""
import sys

exits, live = int(sys.argv[1]), int(sys.argv[2])
names = [f"v{i}" for i in range(live)]


def arguments(prefix, kind):
    return ", ".join(f"{prefix}{name}: {kind}" for name in ["i"] + names)


def body(line):
    """One addition after the other; `line` writes the k-th. Answers the variables at the end."""
    now = list(names)
    for k in range(exits):
        a = k % live
        line(k, now[a], now[(k * 7 + 1) % live], ", ".join(["i"] + now))
        now[a] = f"a{k}"
    return ", ".join(now)


print('''module "__main__" file "m.py"
var print builtin "print"
var sum builtin "sum"
body @__main__

modulebody @__main__() -> value {
b0:
  name = const "__main__"
  none = const None
  unbound = const unbound
  p = global.load $print
  f = function.new none, none, unbound, name, @many
  n = const 3
  r = py.call f, n
  q = py.call p, r
  huge = const 2305843009213693951
  r1 = py.call f, huge
  q1 = py.call p, r1
  return none
}

func @many(n) -> value {
  name "many"
b0(n: value):
  zero = const 0
  one = const 1
  three = const 3''')
print("  jump head(" + ", ".join(["zero"] + ["n"] * live) + ")")
print(f"head({arguments('', 'value')}):\n  c = py.lt.truth i, three\n  branch c, body, end\nbody:")
last = body(lambda k, a, b, all: print(f"  a{k} = py.add {a}, {b}  point {k} before ({all})"))
print("  i1 = py.add i, one\n  jump head(i1, " + last + ")")
print("end:\n  t = tuple.new " + ", ".join(names) + "\n  s = global.load $sum\n  r = py.call s, t\n  return r\n}\n")

print("func @many$v(n) -> value version of @many {\n  name \"many\"\nb0(n: value):\n  raw = unbox.i64 n")
print("  zero = i64.const 0\n  jump head(" + ", ".join(["zero"] + ["raw"] * live) + ")")
print(f"head({arguments('', 'i64')}):\n  three = i64.const 3\n  c = i64.lt i, three\n  branch c, body, end\nbody:")
last = body(lambda k, a, b, all: print(f"  resume.point @many, {k}\n  a{k} = i64.add {a}, {b}  exit x{k}({all})"))
print("  one = i64.const 1\n  i1 = i64.add.nowrap i, one\n  jump head(i1, " + last + ")\nend:")
for name in names:
    print(f"  w{name} = box.i64 {name}")
print("  t = tuple.new " + ", ".join("w" + name for name in names))
print("  s = global.load $sum\n  r = py.call s, t\n  return r")
for k in range(exits):
    prefix = f"x{k}."
    print(f"x{k}({arguments(prefix, 'i64')}) cold:")
    for name in ["i"] + names:
        print(f"  w{k}.{name} = box.i64 {prefix}{name}")
    print(f"  z{k} = resume " + ", ".join(f"w{k}.{name}" for name in ["i"] + names) + f", @many, {k}\n  return z{k}")
print("}")
