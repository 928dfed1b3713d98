# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about formatting: specs of format(), f-strings with nested fields and conversions, str.format, the operator %."""

from values import Values

TYPES = {"int": "bcdoxXneEfFgG%", "bool": "bcdxsn", "float": "eEfFgGn%", "complex": "eEfFgGn", "str": "s", "None": "s", "list": "s", "any": "bcdeEfFgGnosxX%q"}


class Formats(Values):
    def spec(self, kind):
        """A format spec, as a rule one that the kind takes."""
        if self.chance(8):
            return self.pick("", " ", "5", "<", ",", "_", "010", "z", "#", "..2", ",,", ",_", "_,", "+-", "-+5", "<<<", "=", "0=", "1.", ".", "s5", "10d ", "99999999999999999999", ".99999999999999999999")
        text = ""
        if self.chance(40):
            if self.chance(60):
                text += self.pick("*", " ", "0", "\u00e9", "<", "x", "\U0001f600", "-", ".")
            text += self.pick("<", ">", "^", "=" if kind != "str" or self.chance(20) else "^")
        numeric = kind not in ("str", "None", "list") or self.chance(8)
        if numeric and self.chance(30):
            text += self.pick("+", "-", " ")
        if kind == "float" and self.chance(15) or self.chance(1):
            text += "z"
        if numeric and self.chance(20):
            text += "#"
        if numeric and self.chance(20):
            text += "0"
        if self.chance(55):
            text += str(self.rng.randrange(1, 25))
        if numeric and self.chance(25):
            text += self.pick(",", "_")
        if self.chance(45 if kind in ("float", "complex", "str") else 8):
            text += "." + str(self.pick(0, 1, 2, 3, 5, 10, 17, 25))
        if self.chance(75):
            text += self.pick(*TYPES.get(kind, "s")) if self.chance(90) else self.pick(*TYPES["any"])
        return text

    def subject(self):
        """(kind, value) of what is formatted."""
        kind = self.pick("int", "int", "float", "float", "float", "str", "str", "bool", "complex", "None", "list")
        return kind, self.value(kind)

    def conversion(self):
        return self.pick("", "", "", "", "!r", "!s", "!a")

    def f_string(self):
        """An f-string over variables, with the lines that set them."""
        lines, parts = [], []
        for _ in range(self.rng.randrange(1, 4)):
            kind, value = self.subject()
            name = self.name("f")
            lines.append(f"{name} = {value}")
            conversion = self.conversion()
            spec = self.spec("str" if conversion else kind)
            if self.chance(25):
                width = self.name("w")
                lines.append(f"{width} = {self.pick(self.count_value(), '10', '7', repr('>9'), repr(''))}")
                spec = self.pick(f"{{{width}}}", f">{{{width}}}", f"{{{width}}}.{{{self.pick('2', width)}}}", f"*^{{{width}!r}}", f"{{{width} + 1}}f")
            # An `=` that must stay out of a debug field's spec is none of a comparison's either.
            field = self.pick(name, name, f" {name} ", f"({name}, 1)[0]", f"[{name}][-1]", f"{name} or {name}", f"{{'k': {name}}}['k']", f"(lambda: {name})()")
            if field.startswith("{"):
                field = " " + field
            debug = self.pick("=", " = ") if self.chance(12) else ""
            parts.append(f"{{{field}{debug}{conversion}{':' + spec if spec else ''}}}")
        text = self.pick("", "a", "{{", "\\n", "}}x").join(parts) if self.chance(70) else " ".join(parts) + self.pick("{{}}", "%", "\\\\", "\u00e9")
        quote = self.pick('"', '"""', "'''")
        return lines, f"f{quote}{text}{quote}"

    def format_call(self):
        fields, given, named = [], [], []
        numbered = self.chance(40)
        for i in range(self.rng.randrange(1, 4)):
            kind, value = self.subject()
            which = str(i) if numbered else ""
            if self.chance(25):
                which = f"n{i}"
                named.append(f"n{i}={value}")
            else:
                given.append(value)
            if self.chance(12):
                which += self.pick(".real", ".imag", "[0]", "[k]", ".nothing", "[9]", "[-1]", "..", "[", ".upper", "[]")
                kind = "any"
            conversion = self.conversion() if self.chance(95) else self.pick("!x", "!", "!rr", "! r")
            spec = self.spec("str" if conversion else kind)
            if self.chance(10):
                spec = self.pick("{}", "{0}", ">{n9}", "{:{}}", "{!r}", "{0}{1}")
            fields.append(f"{{{which}{conversion}{':' + spec if spec or self.chance(5) else ''}}}")
        text = self.pick("", " ", "|", "{{x}}", "}", "{", "\u00e9").join(fields) if self.chance(95) else self.pick("{", "}", "{0", "{0]}", "{a b}", "{:}}", "{!}", "{0}{}", "{}{1}", "{{{}}}")
        if self.chance(5):
            given.append("*[1]")
        return f"{text!r}.format({', '.join(given + named)})"

    def percent(self):
        parts, values = [], []
        by_name = self.chance(20)
        for i in range(self.rng.randrange(1, 4)):
            code = self.pick(*"diouxXeEfFgGcrsa%") if self.chance(97) else self.pick("q", "", "b", "(", "\u00e9")
            kind = {"s": "any", "r": "any", "a": "str", "c": "char"}.get(code, "int" if code in "diouxX" else "float")
            flags = "".join(self.pick("", "", "", c) for c in "#0- +")
            width = self.pick("", "", "5", "12", "*", "1")
            precision = self.pick("", "", "", ".0", ".2", ".6", ".*", ".", ".17")
            length = self.pick("", "", "", "", "l", "h") if code in "diouxX" else ""
            parts.append(f"%{f'(k{i})' if by_name else ''}{flags}{width}{precision}{length}{code}")
            if not by_name:
                values += [self.pick("3", "-8", "0", "'a'", "2**70") if self.chance(15) else str(self.rng.randrange(12)) for star in (width, precision) if "*" in star]
            if code != "%":
                value = self.near(self.pick("real", kind) if kind in ("int", "float") else "any" if kind == "any" else self.pick("char", "small", "int"), strange=6)
                value = self.any_value() if kind == "any" else value
                values.append(f"'k{i}': {value}" if by_name else value)
        if self.chance(8) and values:
            values.pop()
        if self.chance(5):
            values.append("'k9': 1" if by_name else "1")
        right = "{" + ", ".join(values) + "}" if by_name else f"({', '.join(values)}{',' if len(values) == 1 else ''})"
        if len(values) == 1 and not by_name and self.chance(40):
            right = f"({values[0]})"
        text = self.pick("", " ", "|x").join(parts)
        if self.chance(15) and text.isascii():
            return f"b{text!r} % {right}"
        return f"{text!r} % {right}"

    def definitions(self):
        self.formatted = self.chance(25)
        if self.formatted:
            self.put(0, f"class F{self.number}:")
            self.put(1, "real = 7")
            self.put(1, "def __format__(self, spec):")
            self.put(2, self.pick("return '<' + spec + '>'", "return spec.upper() or 'none'", "return 5", "raise ValueError(spec)"))
            if self.chance(50):
                self.put(1, f"def __repr__(self): return {self.pick(repr('F(é)'), '3', repr('r'))}")
            if self.chance(50):
                self.put(1, f"def __str__(self): return {self.pick(repr('str'), 'None', 'super().__str__()[:3]')}")

    def subject_of_class(self):
        name = self.name("o")
        self.put(1, f"{name} = F{self.number}()")
        spec = self.spec("str")
        self.check(self.pick(f'f"{{{name}:{spec}}}"', f'f"{{{name}!r:{spec}}}"', f'f"{{{name}!s}}"', f"'{{0:{spec}}}|{{0.real:{self.spec('int')}}}'.format({name})",
                             f"format({name}, {spec!r})", f"'%s|%r' % ({name}, {name})", f'f"{{{name}=!s:{spec}}}"', f"'{{!a:{spec}}}'.format({name})", f"str({name}) + repr({name})"))

    def body(self):
        for _ in range(self.rng.randrange(6, 11)):
            form = self.rng.randrange(10)
            if self.formatted and self.chance(30):
                self.subject_of_class()
            elif form < 3:
                kind, value = self.subject()
                self.check(f"format({value}, {self.spec(kind)!r})")
            elif form < 6:
                lines, text = self.f_string()
                for line in lines:
                    self.put(1, line)
                self.check(text)
            elif form < 8:
                self.check(self.format_call())
            else:
                self.check(self.percent())
