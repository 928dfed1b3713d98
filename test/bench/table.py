# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is measured: groups of programs with their arguments.

A program is a path in this folder, without its ending: PATH.tr is run by tauroc, CPython and PyPy, PATH.c (or .cpp), .js
and .lua where they stand beside it by C, Node and LuaJIT. Its argument is its size, for which CPython takes about a second.
"""

from collections import namedtuple

# name: of the group, for --only; title: what its programs have in common; programs: (path, argument)
Group = namedtuple("Group", "name title programs")

MILLIONS = ("1000000", "5000000", "10000000")

LOOPS = ("int_arithmetic", "float_arithmetic", "mixed_arithmetic", "for_loop", "while_loop", "nested_loops", "calls",
         "fibonacci_recursive", "fibonacci_iterative", "comprehension")

GROUPS = [
    Group("loops", "arithmetic, loops, calls, comprehensions, at 1, 5 and 10 million operations",
          [(f"loops/{name}{place}", size) for name in LOOPS for place in ("", "_top") for size in MILLIONS]),
    Group("classic", "small programs beside C", [("fib", "32"), ("nbody", "100000"), ("life", "120")]),
    Group("objects", "programs made of objects", [
        ("objects/richards", "12"), ("objects/deltablue", "80"), ("objects/havlak", "30"), ("objects/json_parser", "30"),
        ("objects/cd", "600"), ("objects/towers", "21"), ("queens", "12"), ("objects/list_lengths", "500"),
        ("objects/storage", "80"),
    ]),
    Group("text", "strings, formats, expressions, files", [
        ("text/building", "400000"), ("text/appending", "400"), ("text/splitting", "50"), ("text/replacing", "250"),
        ("text/formatting", "150000"), ("text/slicing", "300000"), ("text/regex", "30"), ("text/json_module", "50"),
        ("text/file_lines", "400000"), ("text/print_lines", "200000"),
    ]),
    Group("containers", "dicts, sets, lists, sorting", [
        ("containers/word_count", "400000"), ("containers/dict_ints", "700000"), ("containers/sets", "500"),
        ("containers/sorting", "80000"), ("containers/lists", "1500"),
    ]),
    Group("control", "exceptions, generators, closures, methods, attributes", [
        ("control/exceptions", "400000"), ("control/generators", "1500000"), ("control/closures", "1000000"),
        ("control/comprehensions", "1500"), ("control/method_calls", "250000"), ("control/attributes", "1000000"),
        ("control/dataclass_records", "100000"), ("control/matching", "3000"),
    ]),
    Group("allocation", "cells made and dropped", [
        ("binary_trees", "14"), ("allocation/linked_list", "80"), ("allocation/short_lived", "500000"),
    ]),
    Group("bigint", "numbers of many digits", [
        ("bigint/pidigits", "6000"), ("bigint/factorial", "30000"), ("bigint/fibonacci", "1000000"),
        ("bigint/fibonacci_added", "200000"), ("bigint/multiplication", "100"), ("bigint/decimal_text", "150"),
    ]),
]

# Kernels, each as a function and as module code (NAME_top): its argument, for which C takes 0.2 to 1 s, and
# a small one, for which CPython says what is right. Node and LuaJIT have those whose ints a double holds exactly.
KERNELS = [
    ("fib", "40", "20"), ("nbody", "3000000", "2000"), ("int_loop", "100000000", "50000"),
    ("float_loop", "80000000", "50000"), ("mixed_loop", "30000000", "50000"), ("sieve", "10000000", "30000"),
    ("matmul_int", "600", "40"), ("matmul_float", "600", "40"), ("mandelbrot", "1500", "40"),
    ("nested_while", "20000", "300"), ("collatz", "1000000", "3000"), ("list_scan", "1200", "2"),
    ("trial_division", "1500000", "5000"), ("spectral_norm", "2000", "50"), ("fannkuch", "10", "7"),
    ("particles", "10000000", "2000"),
]
