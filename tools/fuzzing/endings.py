# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How some programs end: by an exception that nobody catches, through frames of many kinds, chained, grouped, with
notes. The traceback that is printed then is compared too."""

from writer import Writer


class Ending(Writer):
    def error(self):
        return self.pick("ValueError('last')", "KeyError('k')", "LastError(1, 'two')", "LastError", "RuntimeError()", "TypeError('two\\nlines')", "ExceptionGroup('many', [ValueError(1), ExceptionGroup('inner', [KeyError('x'), TypeError()])])",
                         "OSError(2, 'No such thing', 'name')", "SystemExit('leaving')", "StopIteration(3)", "AssertionError", "UnicodeDecodeError('utf-8', b'\\xff', 0, 1, 'bad')", "AttributeError('attr', name='a', obj=1)", "ImportError('no', name='m')")

    def fault(self):
        """A statement that raises, as programs do."""
        return self.pick(f"raise {self.error()}", f"raise {self.error()}", "return 1 // (n - n)", "return [1, 2, 3][n + 7]", "return {'a': n}['b']", "return n.missing", "return 'text' + n", "return int('x' * 3)", "return undefined_name + n",
                         "assert n < 0, f'n is {n}'", "return (n\n            + 1) + None", "a, b = [n]", "return len(n)", "del n; return n", "return n(1, 2)", "return max([])", "import math; return math.sqrt(-n - 1)", "return 'abc'.index('z')", "return next(iter(()))",
                         "return print(n, sepp=1)", "return ''.join([n])", "return n[0]", "n.x = 1", "return n < 'a'", "return sorted([n, 'a'])", "for x in n: pass", "with n: pass", "return [*n]", "return -'a'", "return helper()", "return n.reel",
                         "raise ValueError('with cause') from KeyError('the cause')", "raise ValueError('alone') from None", "raise 5", "return range(n, n, 0)", "return bytes([300])", "return f'{n:zz}'", "return '%d' % 'x'", "x = lambda: n / 0; return x()")

    def frame(self, name, callee):
        form = self.rng.randrange(12)
        if form == 0:
            return [f"{name} = lambda n: {callee}(n) + 1"]
        if form == 1:
            return [f"def {name}(n):", f"    return [{callee}(i) for i in range(n, n + 2)]"]
        if form == 2:
            return [f"def {name}(n):", "    try:", f"        {callee}(n)", f"    except {self.pick('Exception', 'ValueError', 'TypeError')} as e:", f"        {self.pick('raise', 'raise RuntimeError(str(type(e)))', 'raise LastError(n) from e', 'raise KeyError(n) from None', 'e.add_note(chr(110) * 3); raise', 'e.add_note(chr(10).join([str(n), str(n)])); raise e')}"]
        if form == 3:
            return [f"def {name}(n):", "    try:", f"        return {callee}(n)", "    finally:", f"        {self.pick('print(n)', 'n += 1', 'n / 0', 'pass')}"]
        if form == 4:
            return [f"class {name.title()}:", "    @property", f"    def value(self): return {callee}(2)", f"    def __{self.pick('add', 'call', 'getitem')}__(self, other): return {callee}(other)", f"def {name}(n):", f"    o = {name.title()}()", f"    return {self.pick('o.value', '(o.value,', 'o.value + n').replace('(o.value,', '(o.value, n)')}"]
        if form == 5:
            return [f"def {name}(n):", "    def inner(k):", f"        yield k", f"        yield {callee}(k)", f"    return {self.pick('list', 'sum', 'max', 'sorted', 'tuple', 'dict')}(inner(n))"]
        if form == 6:
            return [f"def {name}(n, depth=3):", f"    return {name}(n, depth - 1) if depth else {callee}(n)"]
        if form == 7:
            return [f"def {name}(n):", "    class Body:", f"        member = {callee}(n)", "    return Body"]
        if form == 8:
            return [f"def {name}(n):", f"    return {self.pick('sorted', 'list')}(map({callee}, [n]))", ""]
        if form == 9:
            return ["import functools", "@functools.lru_cache", f"def {name}(n):", f"    return ({callee}", "            (n))"]
        if form == 10:
            return [f"def {name}(n):", f"    x = 1; y = {callee}(n) if n else 0; return x + y"]
        return [f"def {name}(n):", f"    total = n", f"    total += {callee}(n", "                     + 1)", "    return total"]

    def source(self):
        lines = ["class LastError(Exception):", f"    {self.pick('pass', 'def __str__(self): return repr(self.args)', 'def __str__(self): return 5', 'def __init__(self, *args): super().__init__(len(args))')}"]
        lines += ["def last0(n):", f"    {self.fault()}"]
        count = self.rng.randrange(1, 5)
        for i in range(count):
            lines += self.frame(f"last{i + 1}", f"last{i}")
        lines.append(self.pick(f"last{count}(1)", f"print(last{count}(1))", f"x = [last{count}(k) for k in (1, 2)]", f"if True:\n    last{count}(\n        1)", f"for k in range(2): last{count}(k + 1)"))
        return "\n".join(lines)
