# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the sources that compile-time benchmarks need: each answers the path of a file in `folder`."""

import os


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def hello(folder):
    return (write(folder, "hello.tr", 'print("hello")\n'),
            write(folder, "hello.c", '#include <stdio.h>\nint main(void) { puts("hello"); }\n'))


def large_source(folder, programs, megabytes=4):
    """The test programs' text, again and again up to a size."""
    texts = []
    for where, _, files in sorted(os.walk(programs)):
        for name in sorted(files):
            if name.endswith((".tr", ".py")):
                with open(os.path.join(where, name), encoding="utf-8") as f:
                    texts.append(f.read())
    once = "\n".join(texts) + "\n"
    if "from __future__" in once:
        once = once.replace("from __future__ import", "# from __future__ import")
    return write(folder, "large.tr", once * max(1, megabytes * 1_000_000 // len(once.encode())))


# One unit of an everyday program, 20 lines in each language, no two alike in names and constants.
UNIT_TR = '''
class Item{i}:
    def __init__(self, name, price):
        self.name = name
        self.price = price
        self.count = {i} % 17

    def total(self, discount):
        value = self.price * self.count
        if discount > {j}:
            value = value - discount
        return value


def work{i}(n):
    result = 0
    for k in range(n):
        item = Item{i}("item", k * {j})
        result = result + item.total(k % 7)
    return result
'''

UNIT_C = '''
typedef struct {{ const char *name; long price, count; }} Item{i};
static void init{i}(Item{i} *self, const char *name, long price) {{
  self->name = name;
  self->price = price;
  self->count = {i} % 17;
}}

static long total{i}(const Item{i} *self, long discount) {{
  long value = self->price * self->count;
  if (discount > {j})
    value = value - discount;
  return value;
}}

long work{i}(long n) {{
  long result = 0;
  for (long k = 0; k < n; k++) {{
    Item{i} item;
    init{i}(&item, "item", k * {j});
    result = result + total{i}(&item, k % 7);
  }}
  return result;
}}
'''


def units(lines):
    return range(lines // 22)


def program(folder, lines):
    text = "".join(UNIT_TR.format(i=i, j=i * 7 % 31) for i in units(lines))
    text += "\nprint(" + " + ".join(f"work{i}(3)" for i in list(units(lines))[:200]) + ")\n"
    return write(folder, f"program{lines}.tr", text)


def c_program(folder, lines):
    text = "#include <stdio.h>\n" + "".join(UNIT_C.format(i=i, j=i * 7 % 31) for i in units(lines))
    text += 'int main(void) { printf("%ld\\n", ' + " + ".join(f"work{i}(3)" for i in list(units(lines))[:200]) + "); }\n"
    return write(folder, f"program{lines}.c", text)


def literal(folder, n):
    rows = ",\n".join(", ".join(str(i * 7919 % 100003) for i in range(k, min(k + 20, n))) for k in range(0, n, 20))
    return write(folder, f"literal{n}.tr", f"table = [\n{rows}\n]\nprint(len(table), sum(table))\n")


def methods(folder, n):
    body = "".join(f"    def m{i}(self, x):\n        return x + {i}\n\n" for i in range(n))
    return write(folder, f"methods{n}.tr", f"class Wide:\n{body}\nw = Wide()\nprint(w.m0(1), w.m{n - 1}(1))\n")
