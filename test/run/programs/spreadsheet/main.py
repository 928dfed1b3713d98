# A spreadsheet: formulas with precedence, ranges and functions, recalculation of what depends on a
# change, cycles, errors as values, rows and columns that come and go, formats, CSV and undo.
from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import contextmanager

from sheets import *
from sheets.formats import formatted, read_csv, write_csv
from sheets.formulas import copied, shifted
from sheets.places import Shift
from sheets.values import Raised, parse_literal, parse_number, to_number


def show(sheet: Sheet) -> None:
    for line in sheet.table():
        print(line)


@contextmanager
def titled(title: str):
    print(f"-- {title}")
    try:
        yield
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
        for note in getattr(error, "__notes__", ()):
            print(note)


def invoice() -> None:
    with titled("an invoice"):
        sheet = Sheet("invoice")
        sheet.from_csv('''\
Article,Price,Count,Total
"Chair, oak",129.50,4,=B2*C2
"Table ""Long""",890,1,=B3*C3
Lamp,24.95,12,=B4*C4
Cushion,9.99,0,=B5*C5
,,,
Sum,,=SUM(C2:C5),=SUM(D2:D5)
Discount,,,"=IF(D7>1000,D7*5%,0)"
Tax,,19%,"=ROUND((D7-D8)*C9,2)"
To pay,,,=D7-D8+D9
''')
        sheet.set_format("B2:B5", "#,##0.00")
        sheet.set_format("D2:D10", '#,##0.00" €"')
        sheet.set_format("C9", "0.0%")
        show(sheet)
        changes: list[str] = []
        sheet.watchers.append(lambda cell, value: changes.append(f"{cell}={value:.2f}" if isinstance(value, float) else f"{cell}={value}"))
        before = sheet.computed
        sheet["C5"] = 3
        print(" ".join(changes), "computed", sheet.computed - before)
        changes.clear()
        before = sheet.computed
        sheet["A2"] = "Stool"
        print(" ".join(changes), "computed", sheet.computed - before)
        changes.clear()
        sheet["C2"] = "many"
        print(" ".join(changes))
        changes.clear()
        print(sheet.undo(), " ".join(changes))
        sheet.insert_rows(3, 2)
        sheet.update({"A3": "Shelf", "B3": 75, "C3": 2, "D3": "=B3*C3"})
        print(sheet.source("D9"), sheet.source("D12"), sheet["D9"])
        sheet.delete_rows(2)
        print(sheet.source("D8"), sheet.source("D11"), f'{sheet["D8"]:.2f}')
        sheet.insert_columns(2)
        print(sheet.source("E8"), sheet.source("E2"))
        sheet.delete_columns(3)
        print(sheet.source("D2"), sheet["D2"], sheet["D8"], sheet["D11"])
        for _ in range(5):
            print("undo:", sheet.undo())
        show(sheet)
        for _ in range(3):
            print("redo:", sheet.redo())
        print(sheet.to_csv(), sheet.to_csv(formulas=True), sep="")
        for _ in itertools.repeat(None):
            sheet.redo()


EXPRESSIONS = """
1+2*3; (1+2)*3; 2^3^2; -2^2; 2^-1; 10-4-3; 100/10/5; 7/2; 8/2; 1/0; 0^-1; (-8)^(1/3); 10%; 50%*4; 1+5%%
"a"&"b"&1.0&TRUE; "a"<"B"; "a"="A"; 1<"a"; TRUE>"z"; 1<>1; 3>=3; 1=1.0; "1"+"2"; "x"+1; "50%"*2; TRUE+TRUE; -"3"; +"x"
1.5e3; .5; 1e400; 2^64; 2.5^10000; 2^0.5; 1E-3&""; 1/3&""; 1e20&""; 12345678901234567890&""; 0.1+0.2=0.3
SUM(1,2,3.5); SUM("4",TRUE); SUM("x"); SUM(); SUM({1,2;3,4}); SUM({1,"x",TRUE}); AVERAGE({1,2;3,4}); AVERAGE({"a","b"}); PRODUCT(2,3,{4,5})
MIN({3,1,2}); MAX(4,"9"); MEDIAN({5,1,4,2}); MODE({1,2,2,3}); STDEV({2,4,4,4,5,5,7,9}); STDEVP({2,4,4,4,5,5,7,9}); VAR(5); MIN({"a"})
COUNT({1,"a",TRUE,2}); COUNTA({1,"a",TRUE}); COUNTBLANK({"",1,""}); ROUND(2.5); ROUND(-2.5); ROUND(3.14159,2); ROUND(1234,-2)
INT(-2.5); ABS(-3); SQRT(2); SQRT(-1); MOD(-7,3); MOD(5,0); POWER(2,0.5); PI(); SUMPRODUCT({1,2,3},{4,5,6}); SUMPRODUCT({1,2},{1,2,3})
IF(TRUE,1,1/0); IF(FALSE,1); IF("x",1,2); IF("true","yes","no"); IFERROR(1/0,"none"); IFERROR(5,1/0); IFNA(NA(),0); IFNA(1/0,0); IFS(FALSE,1,TRUE,2); IFS(FALSE,1); IFS(TRUE)
AND(TRUE,1,"true"); AND(1,0); OR(FALSE,{0,0,1}); NOT(0); NOT("maybe"); CHOOSE(2,"a","b","c"); CHOOSE(4,"a"); SWITCH(2,1,"one",2,"two"); SWITCH(9,1,"one","many"); SWITCH(9,1,"one")
ISBLANK(Z99); ISNUMBER(1); ISNUMBER("1"); ISTEXT("x"); ISLOGICAL(1=1); ISERROR(1/0); ISERROR(#N/A); ISNA(1/0); ISNA(NA()); #REF!; #DIV/0!+1
CONCAT("a",{1,2;3,4},TRUE); TEXTJOIN(", ",TRUE,{"a","","b"}); TEXTJOIN("-",FALSE,{"a","","b"}); UPPER("straße"); LOWER("ÀÉ"); PROPER("the end"); LEN("häß"); TRIM("  a   b "); VALUE("1,234.5"); VALUE("1.2.3"); CODE("A"); CODE("")
LEFT("spread"); LEFT("spread",3); RIGHT("sheet",2); RIGHT("sheet",0); MID("spreadsheet",7,5); MID("abc",0,1); FIND("e","sheet"); FIND("e","sheet",4); FIND("x","sheet"); SUBSTITUTE("a-b-c","-","+"); SUBSTITUTE("a-b-c","-","+",2); SUBSTITUTE("abc","",1); REPT("=-",3)
DATE(2024,2,30); DATE(2023,14,1); DATE(2024,0,31); YEAR(DATE(2024,2,29)); MONTH("2024-12-25"); DAY(45000); WEEKDAY(DATE(2024,6,1)); ISOWEEKNUM("2021-01-03"); EDATE(DATE(2024,1,31),1); EDATE(DATE(2024,3,31),-4); DAYS("2024-03-01","2024-02-01"); DATE(2024,5,1)+30; MONTH("soon"); DATE(20240,1,1)
TEXT(1234.567,"#,##0.00"); TEXT(0.256,"0.0%"); TEXT(-5,"0.00;(0.00)"); TEXT(0,"0;-0;none"); TEXT(DATE(2024,3,5),"dddd, d mmmm yyyy"); TEXT(DATE(2024,3,5),"dd/mm/yy"); TEXT(12345,"0.00E+00"); TEXT(7,"000"); TEXT(3.5,"0.##"); TEXT("x","<@>"); TEXT(0.5,"#.#"); TEXT(-0.001,"0.0")
VLOOKUP(2,{1,"a";2,"b";3,"c"},2); VLOOKUP(2.5,{1,"a";2,"b";3,"c"},2); VLOOKUP(0,{1,"a"},2); VLOOKUP("B*",{"abc",1;"bcd",2},2,FALSE); VLOOKUP(9,{1,"a"},2,FALSE); VLOOKUP(1,{1,"a"},3); VLOOKUP(1,{1,"a"},0); HLOOKUP("q2",{"q1","q2";10,20},2,FALSE); MATCH(25,{10,20,30}); MATCH("c",{"a","b","c"},0); INDEX({1,2;3,4},2,1); INDEX({1,2;3,4},3,1); SUM(INDEX({1,2;3,4},0,2)); INDEX({7,8,9},2); ROWS({1;2;3}); COLUMNS(TRANSPOSE({1;2;3})); ROW(C7); ROW(1); ROW(SUM(1))
SUM({1,2,3}*2); SUM({1,2;3,4}+{10,20}); SUM(({1,2,3}>1)*{1,2,3}); CONCAT({1,2}&"x"); SUM({1,2}/{1,0}); {1,2}; NOSUCH(1); nosuch
COUNTIF({1,2,3,4},">2"); COUNTIF({"ab","ac","b"},"a*"); COUNTIF({"a?","ab"},"a~?"); COUNTIF({1,"1",TRUE},1); COUNTIF({"x","y",3},"<>x"); SUMIF({1,2,3},">=2",{10,20,30}); AVERAGEIF({1,2,3},"<3"); AVERAGEIF({1,2},">5"); COUNTIFS({1,2,3,4},">1",{1,2,3,4},"<4"); COUNTIFS({1,2},1,{1},1)
"""


def expressions() -> None:
    with titled("formulas by themselves"):
        sheet = Sheet()
        for line in EXPRESSIONS.strip().splitlines():
            results = []
            depth, start = 0, 0
            quoted = False
            for at, character in enumerate(line + ";"):
                if character == '"':
                    quoted = not quoted
                depth += (character in "({") - (character in ")}")
                if character == ";" and depth == 0 and not quoted:
                    source = line[start:at].strip()
                    start = at + 1
                    sheet["A1"] = f"={source}"
                    value = sheet["A1"]
                    results.append(repr(value) if not isinstance(value, float) else format(value, ".12g"))
            print(*results, sep=" | ")
    with titled("errors of the parser"):
        sources = ['1+', '(1', '1)', 'SUM(1', 'SUM(1,', '"abc', '1 2', '{1,2;3}', '{A1}', 'A1:', 'A1:B', '#OOPS', '@', '', ',', 'IF(,1)']
        for source in sources:
            try:
                print(source, "->", parse(source))
            except FormulaError as error:
                print(f"{error} at {error.at}", *error.__notes__, sep="\n")
        Sheet()["C3"] = "=SUM(1;2)"
    with titled("printing trees"):
        for source in ("(1+2)*3-(4-5)-6", "2^(3^2)", "(2^3)^2", "-(1+2)^2", "-(-1)", "(1+2)%", '"say ""hi"""&A1', "if(a1>=$b$2,Sum(A1:b$3),{1,-2;\"x\",true})",
                       "1-(2+3)", "1/(2*3)", "(a=b)=c", "TRUE&FALSE", "$A1+A$1+$A$1+A1"):
            tree = parse(source)
            again = parse(str(tree))
            print(f"{source:<45} {tree!s:<45} {again == tree} {hash(again) == hash(tree)}")
        print(repr(parse("-A$1%+f(1,\"x\")")))
        print([f"{t.kind}:{t.text}" for t in tokens("A1+SUM($B2:c3) >= 1.5e3%")])


def dependencies() -> None:
    with titled("cycles"):
        sheet = Sheet()
        sheet.update({"A1": "=B1+1", "B1": "=C1*2", "C1": 5, "D1": "=A1+B1", "E1": "=IFERROR(A1,-1)"})
        print(sheet.table().__next__(), *map(str, (sheet["A1"], sheet["D1"], sheet["E1"])))
        sheet["C1"] = "=A1"
        show(sheet)
        print({str(c): v.detail for c in sorted(sheet.contents) if isinstance(v := sheet.values[c], CellError)})
        sheet["B1"] = 1
        show(sheet)
        sheet["F1"] = "=F1"
        sheet["G1"] = "=SUM(A1:H1)"
        sheet["H1"] = "=G1"
        show(sheet)
        for _ in range(3):
            sheet.undo()
        show(sheet)
    with titled("a long chain and a wide fan"):
        sheet = Sheet()
        with sheet.batch("chain"):
            sheet["A1"] = 1
            for row in range(2, 121):
                sheet[f"A{row}"] = f"=A{row - 1}+1"
            for column in range(1, 30):
                sheet[Cell(0, column)] = f"=SUM(A$1:A$120)*{column}"
        print(sheet["A120"], sheet["B1"], sheet["AD1"], sheet.computed)
        sheet["A60"] = 1000
        print(sheet["A120"], sheet["AD1"], sheet.computed)
        print(len(sheet.affected([Cell(0, 0)])), len(sheet.affected([Cell(99, 0)])), sheet.extent)
    with titled("names"):
        sheet = Sheet()
        sheet["A1"] = "=rate*100"
        print(sheet["A1"], repr(sheet["A1"]))
        sheet.define("rate", "B1/4")
        sheet["B1"] = 3
        print(sheet["A1"])
        sheet.define("Rate", "0.5")
        print(sheet["A1"])
    with titled("a batch that fails"):
        sheet = Sheet()
        sheet["A1"] = 1
        try:
            sheet.update({"A1": 2, "A2": "=1+", "A3": 3})
        except FormulaError as error:
            print(error, *error.__notes__, sep="\n")
        print(sheet["A1"], "A3" in sheet, sheet.extent)
        try:
            sheet.from_csv("1,=2+\n=(,4\n")
        except* FormulaError as group:
            print(group, [str(e) for e in group.exceptions], sheet["A1"])


def moving() -> None:
    with titled("references that move"):
        for source, shift in [("A1+B2", Shift(Axis.ROW, 1, 2)), ("SUM(A1:A5)", Shift(Axis.ROW, 2, -2)), ("SUM(A3:A5)", Shift(Axis.ROW, 1, -9)),
                              ("SUM(A1:C1)*B$1", Shift(Axis.COLUMN, 1, -1)), ("$C$3", Shift(Axis.COLUMN, 0, 3)), ("1+2", Shift(Axis.ROW, 0, 1)),
                              ("A1:A2", Shift(Axis.ROW, 1, -1)), ("Z1", Shift(Axis.COLUMN, 3, 2))]:
            tree = parse(source)
            moved = shifted(tree, shift)
            print(f"{source:<15} {shift!s:<25} {moved}", "same" if moved is tree else "")
        for source, rows, columns in [("A1+$A1+A$1+$A$1", 2, 3), ("B2", -1, -1), ("A1", -1, 0), ("SUM(A1:B2)", 1, 1), ("SUM(A$1:A1)", 3, 0)]:
            print(f"{source:<15} {rows:+d} {columns:+d} {copied(parse(source), rows, columns)}")
        print([column_name(n) for n in (0, 25, 26, 51, 52, 701, 702)], [column_index(n) for n in ("A", "z", "AA", "ZZ", "AAA")])
        print(Area.parse("B2:A1"), len(Area.parse("B2:C4")), [str(c) for c in Area.parse("Y1:AA1")], Cell(0, 0) in Area.parse("A1"))
        print(Reference.parse("$AB$12"), Cell.parse("C7"), Cell.parse("C7")._replace(row=0), Shift(Axis.ROW, 3, 2).inverted())
        Cell.parse("7C")
    with titled("running totals"):
        sheet = Sheet()
        sheet.from_csv("n,square,total\n1\n2\n3\n4\n5\n")
        sheet["B2"], sheet["C2"] = "=A2^2", "=SUM(B$2:B2)"
        sheet.copy("B2:C2", "B3:C6")
        show(sheet)
        print(sheet.source("C6"))
        sheet.sort("A2:C6", "B", descending=True)
        show(sheet)
        print(sheet.source("C6"))
        sheet.undo()
        sheet.delete_rows(3, 2)
        show(sheet)
        sheet.delete_rows(2, 9)
        show(sheet)
        while True:
            print("undo:", sheet.undo())
    with titled("kinds in order"):
        sheet = Sheet()
        sheet.from_csv('b,1\n"#N/A",2\n10,3\nTRUE,4\n,5\nA,6\n-3.5,7\n2024-01-01,8\n=1/0,9\n')
        sheet.sort("A1:B9", "A")
        show(sheet)


def texts() -> None:
    with titled("comma separated values"):
        rows = [["a", "b,c", 'd"e', "f\ng", " h ", ""], ["", "", ""], ["x"]]
        text = write_csv(iter(rows))
        print(repr(text), list(read_csv(text)) == rows)
        print(list(read_csv("a;b\r\nc;\"d\r\ne\"\r\n;", ";")))
        print(list(read_csv("")), list(read_csv("\n")), list(read_csv('""')), list(read_csv('a"b"c,""""')))
        list(read_csv('a,"b'))
    with titled("what is typed"):
        for source in ("", "12", "1.50", "-3", "1,234", "12%", "1e3", "'12", "true", "False", "2024-02-29", "2023-02-29", "#N/A", "#nope", "abc", "1_000", "inf", "nan", "0x10", "=", " 5 ", "1.", "+", "١٢"):
            print(f"{source!r}: {parse_literal(source)!r}", end="; ")
        print()
        print(parse_number("5%"), parse_number("5%%"), parse_number("%"), parse_number("1,2,3"))
    with titled("formats"):
        for value, form in [(1234567.891, "#,##0.0"), (0, "#"), (5, "0.000"), (-1.5, "0.0"), (1e-7, "General"), (1e22, "General"), (True, "0"),
                            (45000, "yyyy-mm-dd"), (45000.7, "ddd d mmm"), (12, '"no. "0" pieces"'), (0.125, "0%"), (0.125, "0.##%"), (BLANK, "0.00"), (1.005, "0.00")]:
            print(f"{value} as {form}: {formatted(value, form)!r}")
        print(formatted(1, "0 0"))
    with titled("errors as values"):
        a, b = CellError(Code.REF), CellError(Code.REF)
        print(a is b, a, repr(CellError(Code.NA, "x")), a < CellError(Code.NA), a >= b, sorted([CellError(c) for c in Code])[::3], a == "#REF!")
        print(a > 1)
    with titled("conversions that fail"):
        for value in ("x", [], Matrix(((1, 2),)), CellError(Code.NUM)):
            try:
                print(to_number(value))
            except Raised as raised:
                print(raised.error, raised.error.detail)
        print(to_number.dispatch(bool) is to_number.dispatch(int), len(FUNCTIONS), [f.signature() for f in map(FUNCTIONS.get, ("SUM", "IF", "ROUND", "PI"))])
        Matrix(((1, 2), (3,)))


def grades() -> None:
    with titled("grades"):
        sheet = Sheet("grades")
        people = [("Ada", 91, 88), ("Bob", 74, None), ("Cleo", 66, 81), ("Dan", 49, 52), ("Eve", 100, 97)]
        with sheet.batch("people"):
            sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"], sheet["E1"], sheet["F1"] = "Name", "First", "Second", "Mean", "Grade", "Born"
            for row, (name, first, second) in enumerate(people, 2):
                sheet[f"A{row}"] = name
                sheet[f"B{row}"] = first
                if second is not None:
                    sheet[f"C{row}"] = second
                sheet[f"D{row}"] = f"=AVERAGE(B{row}:C{row})"
                sheet[f"E{row}"] = f'=VLOOKUP(D{row},$H$1:$I$4,2)&IF(ISBLANK(C{row}),"*","")'
                sheet[f"F{row}"] = f"=DATE(2000+{row},{row}*2,31)"
            for row, (least, grade) in enumerate(zip((0, 60, 75, 90), "DCBA"), 1):
                sheet[f"H{row}"] = least
                sheet[f"I{row}"] = grade
            sheet["A8"] = '=TEXTJOIN(", ",TRUE,A2:A6)'
            sheet["A9"] = '="Best: "&INDEX(A2:A6,MATCH(MAX(D2:D6),D2:D6,0))'
            sheet["A10"] = '=COUNTIFS(D2:D6,">=75",F2:F6,">"&DATE(2003,1,1))'
            sheet["B8"] = "=ROUND(STDEV(B2:B6),3)"
            sheet["C8"] = "=COUNT(C2:C6)&\"/\"&ROWS(C2:C6)"
        sheet.set_format("D2:D6", "0.0")
        sheet.set_format("F2:F6", "d mmm yyyy")
        show(sheet)
        sheet["H2"] = 50
        print(" ".join(str(sheet[f"E{row}"]) for row in range(2, 7)))
        sheet.delete_columns(3)
        show(sheet)
        print(sheet.source("C2"), sheet.source("D2"), sheet.source("A10"))


def main() -> None:
    tests: list[Callable[[], None]] = [invoice, expressions, dependencies, moving, texts, grades]
    for test in tests:
        print(f"==== {test.__name__}")
        test()


if __name__ == "__main__":
    main()
