# A text editor's core, without a screen: a piece table under a document with marks, several
# selections, undo in groups, search, macros, and a viewport drawn as text. Scripts of commands
# drive it, and every part is checked against a plain string at the end.
import re
from contextlib import suppress

import editing
from editing import *
from editing.errors import EditorError, OutOfRange


def session(title: str, editor: Editor, script: str) -> None:
    print(f"== {title}")
    for line in editor.run(script):
        print(line)


POEM = """\
the wind was a torrent of darkness among the gusty trees,
the moon was a ghostly galleon tossed upon cloudy seas,

the road was a ribbon of moonlight over the purple moor,
"""

CODE = '''\
def area(width, height=2.5):
    """The area,
    of a rectangle."""
    total = width * height  # in metres
    return [total, 0xff, 'it\\'s']
class Shape: pass ?
'''


def poem_session() -> None:
    editor = Editor(POEM, "poem.txt", width=36, height=6)
    session("moving and typing", editor, """
        draw
        go 2 5
        type silver\\s
        type moon,
        history
        draw
        undo
        history
        undo
        undo
        redo
        redo
        history
        6*erase
        text
        undo
        text
        redo
        go 9 9
        jump
        unknown-thing
        go 1
        go 1 x
        case sideways
        type
        set colour 5
        go 1 1 1
    """)
    session("words, marks and wrapped lines", editor, """
        go 1 1
        mark start!
        mark soft
        3*w
        mark third
        goto start
        insert >>
        marks
        goto third
        +w
        +w
        show-selections
        cut
        marks
        bottom
        paste
        text
        down
        up
        end
        up
        up
        up
        draw
        goto nowhere
        unmark soft
        unmark soft
        marks
    """)
    session("several cursors", editor, """
        select-all the\\b
        show-selections
        case upper
        draw
        single
        select-all a \\w+
        copy
        type X
        show-selections
        left
        +left
        +left
        show-selections
        paste
        show-selections
        undo
        undo
        undo
        history
        text
        save
        draw
    """)
    print(editor.view._cache, isinstance(editor.highlighter, Listener), isinstance(editor.view, Listener))


def search_session() -> None:
    editor = Editor("alpha=1, beta=22\ngamma=333\n# delta=4\nAlpha=5, (x[y{z}])\n", "settings.txt", height=5)
    session("search and replace", editor, """
        find (\\w+)=(\\d+)
        find
        find
        find
        find
        find
        find zeta
        find a(b
        s/(\\w+)=(\\d+)/\\2=\\U\\1\\E!/g
        text
        undo
        s,alpha,<&>,i
        text
        undo
        s/(?P<k>[a-z]+)=/\\C\\g<k>\\E:\\t/
        text
        undo
        s/a.b/x/q
        s/e$/x/z
        s no
        s/^/- /g
        text
        s/^- //g
        s/\\n(.)/;\\1/gs
        text
        undo
        history
        go 4 10
        match
        find
        go 4 10
        match
        match
        +match
        show-selections
        go 4 1
        match
    """)


def macro_session() -> None:
    editor = Editor("one 10\ntwo 9\nthree 8\ntwo 9\nfour 100\n", "list.txt")
    session("macros", editor, """
        record quote
        home
        type "
        end
        type ",
        down
        stop
        play quote
        play quote
        3*play quote
        text
        history
        undo
        undo
        undo
        text
        stop
        record loop
        play loop
        record again
        stop
        history
        play loop
        play nothing
        undo
        history
        text
        record wrong
        type zz
        goto nowhere
        stop
        text
        play wrong
        text
    """)
    session("lines", editor, """
        top
        +bottom
        sort-lines
        text
        undo
        top
        +bottom
        +left
        sort-lines nr
        text
        sort-lines u
        text
        indent
        text
        outdent
        outdent
        text
        fill 14
        text
        undo
        undo
        go 2 1
        select-line
        +down
        show-selections
        cut
        text
        set readonly 1
        type x
        paste
        set readonly 0
        paste
        text
    """)


def highlight_session() -> None:
    editor = Editor(CODE, "shape.py", width=44, height=7)
    session("highlighting", editor, """
        set syntax 1
        draw
        go 3 21
        3*erase
        draw
        undo
        set wrap 0
        set numbers 0
        set width 20
        draw
    """)
    document = editor.document
    before = editor.highlighter.scanned
    for line in range(document.table.line_count):
        print(f"{line}: {editor.highlighter.styles(line)}")
    print("scanned", editor.highlighter.scanned - before)
    other = Document("int main() { /* one\n two */ return 'x'; } // end\n", "main.c")
    shown = Highlighter(other, Syntax.for_name(other.name))
    print(type(shown.syntax).__name__, sorted(Syntax.registry))
    print([(s.start, s.stop, s.style.name) for s in shown.spans(1)])
    other.replace(13, 16, "")
    print([f"{s.style}{s.start}-{s.stop}" for s in shown.spans(1)])


class Noise:
    """A small generator of numbers, the same everywhere."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def __call__(self, below: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % below


def check_pieces() -> None:
    noise = Noise(7)
    table, plain = PieceTable("abc\ndef\n"), "abc\ndef\n"
    most = 0
    for step in range(600):
        at = noise(len(plain) + 1)
        if noise(3) or len(plain) > 400:
            stop = min(len(plain), at + noise(4 if len(plain) < 300 else 30))
            assert table.delete(at, stop) == plain[at:stop]
            plain = plain[:at] + plain[stop:]
        text = "".join("ab \nxyé€"[noise(8)] for _ in range(noise(6)))
        table.insert(at, text)
        plain = plain[:at] + text + plain[at:]
        assert len(table) == len(plain)
        assert table.line_count == plain.count("\n") + 1
        assert table.line_starts() == [0] + [m.end() for m in re.finditer("\n", plain)]
        low = noise(len(plain) + 1)
        high = low + noise(len(plain) - low + 1)
        assert table.slice(low, high) == plain[low:high]
        most = max(most, table.pieces)
        if step % 150 == 0:
            print(step, table.describe()[:60])
    assert str(table) == plain
    print("pieces:", most, "length:", len(plain), "lines:", table.line_count, hash(table) == hash(table))
    for start, stop in [(5, 3), (-1, 2), (0, len(plain) + 1)]:
        with suppress(AssertionError):
            try:
                table.delete(start, stop)
            except OutOfRange as error:
                print("refused:", str(error).replace(str(len(plain)), "N"))


def check_history() -> None:
    noise = Noise(99)
    document = Document("start")
    states = [document.text]
    for _ in range(80):
        length = len(document)
        with document.editing(label="random"):
            for _ in range(1 + noise(3)):
                at = noise(len(document) + 1)
                document.replace(at, min(len(document), at + noise(5)), "abcdefgh"[:noise(6)])
        if document.text != states[-1]:
            states.append(document.text)
        assert 0 <= document.cursor <= len(document), length
    steps = len(document.history.done)
    forward = document.text
    undone = 0
    while document.history.done:
        document.undo()
        undone += 1
        if document.text != states[-1]:
            states.pop()
    print("undone", undone, "of", steps, repr(document.text))
    with suppress(EditorError):
        while True:
            document.redo()
    print("redone", document.text == forward, document.history.statistics.most_common(2))
    for _ in range(undone // 2):
        document.undo()
    document.type("!")
    try:
        document.redo()
    except EditorError as error:
        print("after typing:", error)


def check_small_things() -> None:
    a, b = Selection(3, 8), Selection(8, 5)
    print(a, bool(a), len(b), 5 in a, 8 in a, a.touches(b), a.merged(b), b.merged(a), a < b, a == Selection(3, 8, goal=4))
    print(normalised([Selection(9, 12), Selection.at(4), Selection(1, 4), Selection(11, 10), Selection(12, 14)]))
    edit = Edit(4, "abc", "x")
    print([edit.shift(n) for n in range(3, 10)], edit.inverted(), edit.inverted().inverted() == edit)
    print(list(wrap_line("a bb ccc dddd eeeee ffffffffffff", 6)))
    print(list(wrap_line("", 4)), list(wrap_line("abcd", 4)), list(wrap_line("abcd e", 4)))
    print(Kind.TYPING | Kind.COMMAND, Kind.COALESCING, Kind.ERASING in Kind.COALESCING, Kind(0), ~Kind.TYPING)
    print(Style("k"), Style.NUMBER + "!", repr(Style.STRING), [str(s) for s in Style][:3], Source("+"))
    print(Query.compiled("a", "i") is Query.compiled("a", "i"), Query.compiled.cache_info().hits > 0)
    print(sorted(editing.__all__))
    print(sorted(commands)[:6], len(commands), commands["go"].help, [a.name for a in commands["set"].arguments])
    document = Document("x" * 5)
    for wrong in (lambda: document.offset((4, 0)), lambda: setattr(document, "cursor", 9), lambda: document.table.slice(3, 2)):
        try:
            wrong()
        except OutOfRange as error:
            print(type(error).__mro__[1].__name__, error, error.hint)
    try:
        with document.editing(label="doomed"):
            document.replace(0, 2, "yy")
            document.replace(3, 3, "new")
            print(document.text)
            raise RuntimeError("in the middle")
    except RuntimeError as error:
        print(error, "->", document.text, document.history.outline())
    view = Viewport(document, width=12, numbers=False)
    print(view)
    document.type("tab\there")
    print(*view.draw(), sep="\n")


def main() -> None:
    poem_session()
    search_session()
    macro_session()
    highlight_session()
    check_pieces()
    check_history()
    check_small_things()


if __name__ == "__main__":
    main()
