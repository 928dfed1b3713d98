# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: resume_frame.py WORDS

A function with a version that leaves to it, whose frame has about that many words."""
import sys

words = ", ".join(["a"] * int(sys.argv[1]))
print(f'''module "m" file "m.py"

func @m.f(a) -> value {{
b0(a: value):
  stack.check
  l = list.new {words}  point 0 before (a)
  return l
}}

func @m.f$v(a) -> value version of @m.f {{
b0(a: value):
  stack.check
  resume.point @m.f, 0
  i = unbox.i64 a  exit x()
  l = box.i64 i
  return l
x cold:
  r = resume a, @m.f, 0
  return r
}}''')
