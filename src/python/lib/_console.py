"""Statements from a terminal, one after the other."""

import code
import sys

sys.ps1, sys.ps2 = ">>> ", "... "

_COMPOUND = {
    "async", "class", "def", "for", "if", "match", "try", "while", "with",
}


class Console(code.InteractiveConsole):
    def __init__(self, read):
        super().__init__()
        self.raw_input = read

    def runsource(self, source, *args, **kwargs):
        # The interpreter takes a block for complete after each of its lines;
        # in a terminal an empty line ends it.
        lines = source.split("\n")
        first = lines[0].lstrip()
        word = first.split("(")[0].split(":")[0].split(" ")[0]
        if (word in _COMPOUND or first.startswith("@")) and lines[-1].strip():
            return True
        return super().runsource(source, *args, **kwargs)


def interact(read):
    Console(read).interact(banner="", exitmsg="")
