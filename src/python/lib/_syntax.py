"""Errors of syntax in the words that Python has for them.

The interpreter's parser says what it expected; Python says what people
probably meant. What it takes is a look at the text around the place.
"""

import keyword
import re

_PAIRS = {")": "(", "]": "[", "}": "{"}
_STRING = re.compile(r"([rbuf]|br|rb|fr|rf)?('''|\"\"\"|'|\")", re.I)
_WORD = re.compile(r"[^\W\d]\w*")
_ENDS_EXPRESSION = re.compile(r"[\w\])}'\"]$")


class _Said(Exception):
    """What to say: a message, from where, to where; places are (line,
    column), from 1 and from 0."""


class _Scan:
    """The text's brackets and strings."""

    def __init__(self, source):
        self.lines = source.split("\n")
        self.open = []  # at the end: those that are never closed
        self.opened = []  # all: (place, place of the end or None)
        self.wrong = None  # the first that cannot be
        self._code = []  # lines without strings and comments
        self._run()

    def _run(self):
        y = x = 0
        code = []
        while y < len(self.lines):
            line = self.lines[y]
            if x >= len(line):
                self._code.append("".join(code))
                code, y, x = [], y + 1, 0
                continue
            if line[x] == "#":
                code.append(" " * (len(line) - x))
                x = len(line)
                continue
            before = line[x - 1] if x else " "
            found = _STRING.match(line, x)
            if found and not (before.isalnum() or before == "_"):
                end = self._string_end(y, found)
                if end is None:
                    return
                if end[0] > y:
                    code.append('"' * (len(line) - x))
                    self._code.append("".join(code))
                    self._code += ['"' * len(s) for s in self.lines[y + 1 : end[0]]]
                    code = ['"' * end[1]]
                else:
                    code.append('"' * (end[1] - x))
                y, x = end
                continue
            self._bracket(line[x], (y + 1, x))
            if self.wrong:
                return
            code.append(line[x])
            x += 1

    def _string_end(self, y, found):
        quote, start = found[2], found.start()
        x = found.end()
        while y < len(self.lines):
            line = self.lines[y]
            while x < len(line):
                if line[x] == "\\":
                    x += 2
                elif line.startswith(quote, x):
                    return y, x + len(quote)
                else:
                    x += 1
            continues = line.endswith("\\")
            if len(quote) == 1 and not continues:
                break
            y, x = y + 1, 0
        place = (self.lines.index(found.string) + 1, start)
        for nr, line in enumerate(self.lines, 1):
            if line is found.string:
                place = (nr, start)
        if len(quote) == 1:
            said = f"unterminated string literal (detected at line {place[0]})"
        else:
            last = len(self.lines) - (not self.lines[-1])
            said = (
                "unterminated triple-quoted string literal (detected at line "
                f"{last})"
            )
        self.wrong = (said, place)
        return None

    def _bracket(self, sign, place):
        if sign in "([{":
            self.open.append((sign, place))
            self.opened.append([place, None])
        elif sign in _PAIRS:
            if not self.open:
                self.wrong = (f"unmatched '{sign}'", place)
                return
            opener, at = self.open.pop()
            if opener != _PAIRS[sign]:
                where = "" if at[0] == place[0] else f" on line {at[0]}"
                self.wrong = (
                    f"closing parenthesis '{sign}' does not match opening "
                    f"parenthesis '{opener}'{where}",
                    place,
                )
                return
            for one in self.opened:
                if one[0] == at:
                    one[1] = place

    def code(self, line):
        """A line without its strings and comments."""
        if line <= len(self._code):
            return self._code[line - 1]
        return self.lines[line - 1] if line <= len(self.lines) else ""

    def around(self, place):
        """Where the innermost bracket opens that a place is in."""
        around = [
            start
            for start, end in self.opened
            if start < place and (end is None or place <= end)
        ]
        return max(around, default=None)


def _assigned(code, start, end):
    """What is no name before a `=`."""
    target = code[start:end].strip()
    if target in ("None", "True", "False"):
        return f"cannot assign to {target}"
    if re.fullmatch(r"[\d.]+|\"+", target):
        kind = "literal"
    elif target.endswith(")") and re.match(r"[\w.]+\(", target):
        kind = "function call"
    else:
        kind = "expression"
    return f"cannot assign to {kind} here. Maybe you meant '==' instead of '='?"


def _guess(msg, place, end, scan):
    line, column = place
    code = scan.code(line)
    text = scan.lines[line - 1] if line <= len(scan.lines) else ""
    stripped = code.lstrip()
    start = len(code) - len(stripped)
    word = _WORD.match(stripped)
    word = word[0] if word else ""
    generic = msg == "invalid syntax" or msg == "expected a statement"

    block = re.match(r"expected an indented block after (.*)", msg)
    if block:
        above = line - 1
        while above > 1 and not scan.code(above).strip():
            above -= 1
        what = block[1].replace("`", "'")
        what = what.replace("'class' definition", "class definition")
        what = what.replace("'def' definition", "function definition")
        raise _Said(
            f"expected an indented block after {what} on line {above}",
            place,
            (line, column + 1),
        )
    if msg == "unexpected indentation":
        raise _Said("unexpected indent", place, end)
    if scan.wrong and (generic or msg.startswith("unterminated")):
        said, at = scan.wrong
        raise _Said(said, at, (at[0], at[1] + 1))
    if generic and scan.open and scan.open[-1][1] < place:
        sign, at = scan.open[-1]
        raise _Said(f"'{sign}' was never closed", at, (at[0], at[1] + 1))
    if word in ("print", "exec") and generic and re.match(
        r"\w+ +[\w\"'({\[]", stripped
    ):
        to = len(text.rstrip() if len(code) == len(text) else code.rstrip())
        raise _Said(
            f"Missing parentheses in call to '{word}'. Did you mean "
            f"{word}(...)?",
            (line, start),
            (line, to),
        )
    sign = code[column : column + 1]
    if generic and sign == "=" and word in ("if", "elif", "while"):
        before = re.search(r"([\w.]+(\[[^\]]*\])?)\s*$", code[:column])
        if before:
            name, from_ = before[1], before.start()
            if _WORD.fullmatch(name):
                after = re.match(r"=\s*[^:,)]*[^\s:,)]", code[column:])
                to = column + (after.end() if after else 1)
                raise _Said(
                    "invalid syntax. Maybe you meant '==' or ':=' instead of "
                    "'='?",
                    (line, from_),
                    (line, to),
                )
            kind = "subscript" if name.endswith("]") else "attribute"
            raise _Said(
                f"cannot assign to {kind} here. Maybe you meant '==' instead "
                "of '='?",
                (line, from_),
                (line, from_ + len(name)),
            )
    if generic and column >= len(code.rstrip()) and word in (
        "if", "elif", "else", "while", "for", "def", "class", "with", "try",
        "except", "finally",
    ) and not code.rstrip().endswith((":", ",", "in", "=", "+", "-", "*", "/")):
        raise _Said("expected ':'", place, end)
    around = scan.around(place)
    if generic and around and re.match(r"[\w\"]", code[column : column + 1] or ""):
        _comma(place, around, scan)
    if msg == "invalid assignment target":
        raise _Said(_assigned(code, column, end[1]), place, end)
    if msg == "invalid decimal integer literal" and code[column] == "0":
        raise _Said(
            "leading zeros in decimal integer literals are not permitted; use "
            "an 0o prefix for octal integers",
            place,
            (line, column + 1),
        )
    odd = text[column : column + 1]
    if generic and odd and not odd.isascii() and not odd.isalnum():
        raise _Said(
            f"invalid character '{odd}' (U+{ord(odd):04X})",
            place,
            (line, column + 1),
        )
    if msg.startswith("positional argument cannot follow keyword argument"):
        raise _Said(
            msg.replace("cannot follow", "follows"),
            end,
            (end[0], end[1] + 1),
        )
    known = {
        "expected a statement": "invalid syntax",
        "expected symbol after `as`": "invalid syntax",
        "unparenthesized tuple expression cannot be used here":
            "invalid syntax",
        "expected `except` or `finally` after `try` block":
            "expected 'except' or 'finally' block",
        "parameter without a default cannot follow a parameter with a "
        "default":
            "parameter without a default follows parameter with a default",
    }.get(msg)
    if known is None:
        known = msg.replace("`", "'")
        known = known.removeprefix("invalid syntax: ")
    raise _Said(known, place, end)


def _comma(place, around, scan):
    """Two expressions in brackets side by side: the first one's start."""
    line, column = place
    # The expression before, back to the last comma or bracket.
    y, x = line, column
    parts = []
    while True:
        code = scan.code(y)[:x] if y == line else scan.code(y)
        if y == around[0]:
            parts.append((y, around[1] + 1, code[around[1] + 1 :]))
            break
        parts.append((y, 0, code))
        y -= 1
    depth, start = 0, None
    last = None
    for y, offset, code in parts:
        for x in range(len(code) - 1, -1, -1):
            sign = code[x]
            if sign.isspace():
                continue
            if last is None:
                last = sign
            if sign in ")]}":
                depth += 1
            elif sign in "([{":
                depth -= 1
            elif depth == 0 and sign in ",=:":
                break
            start = (y, offset + x)
        else:
            continue
        break
    if start is None or last is None or not _ENDS_EXPRESSION.search(last):
        return
    first = _WORD.match(scan.code(start[0]), start[1])
    here = _WORD.match(scan.code(line), column)
    if any(w and keyword.iskeyword(w[0]) for w in (first, here)):
        return
    end = re.match(r"[\w.\"]+", scan.code(line)[column:])
    raise _Said(
        "invalid syntax. Perhaps you forgot a comma?",
        start,
        (line, column + end.end()),
    )


def amend(error, source):
    """Gives an error Python's words, and the place that Python shows."""
    if not isinstance(error.lineno, int) or error.lineno < 1:
        return
    place = (error.lineno, max((error.offset or 1) - 1, 0))
    end = (
        error.end_lineno or error.lineno,
        max((error.end_offset or error.offset or 1) - 1, 0),
    )
    try:
        _guess(error.msg, place, end, _Scan(source))
    except _Said as said:
        msg, start, end = said.args
    if msg == error.msg:
        return
    # What was guessed from the old words is about them.
    error._metadata = None
    lines = source.split("\n")
    error.msg, error.lineno, error.offset = msg, start[0], start[1] + 1
    error.end_lineno, error.end_offset = end[0], end[1] + 1
    if start[0] <= len(lines):
        error.text = lines[start[0] - 1] + "\n"
