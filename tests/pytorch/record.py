#!/usr/bin/env python
"""Records what PyTorch prints for the Python code of the book's pages.

Run it with the Python whose PyTorch is to be recorded (see README.md):

    python tests/pytorch/record.py            write the recordings
    python tests/pytorch/record.py --check    compare only; exit 1 on a change
    python tests/pytorch/record.py topk cat_dims    these pages only

Two editions are recorded. PyTorch 2.15.0 is today's: it runs every block
```` ```python listing=NAME ```` of book/src/*.md. PyTorch 1.1.0 is the
notes': it runs the blocks marked `editions` or `editions=recorded`. Both run the notes' own code,
tests/pytorch/notes.md. Any other version is refused.

A recording is one text file, the code and then what it printed:

    x = torch.ones(2)
    print(x)
    ----- prints -----
    tensor([1., 1.])

The code is in it so that a page whose code has changed since is noticed
without running PyTorch.

Each block runs by itself, twice, each time with another seed: a block
whose output depends on anything but its code is refused. If its last
statement raises, `ErrorClass: message` ends the output; an error anywhere
else is a mistake in the page. Warnings go to stderr and are not recorded.
"""

import argparse
import ast
import contextlib
import io
import re
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BOOK = ROOT / "book" / "src"
NOTES = HERE / "notes.md"

TODAY = "2.15.0"
PERIOD = "1.1.0"

PRINTS = "----- prints -----"
FENCE = re.compile(r"^(`{3,}|~{3,})\s*(.*?)\s*$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class Mistake(Exception):
    """Something in a page that must be put right before it is recorded."""


class Block:
    """A Python block of a page: a whole program."""

    def __init__(self, page, line, name, editions, code):
        self.page = page
        self.line = line
        self.name = name
        self.editions = editions
        self.code = code

    def where(self):
        return "{}:{}".format(self.page.relative_to(ROOT), self.line)

    def mistake(self, text):
        return Mistake("{}: {}: {}".format(self.where(), self.name, text))

    def run(self, seed):
        """Returns what the block prints, from a fresh state."""
        fresh_state(seed)
        # Empty lines before the code, so that a traceback shows the page's
        # own line numbers.
        try:
            tree = ast.parse("\n" * self.line + self.code, str(self.page))
        except SyntaxError as error:
            raise self.mistake("does not parse: {}".format(error)) from error
        if not tree.body:
            raise self.mistake("has no code")
        last = tree.body.pop()
        namespace = {"torch": torch, "__name__": "__main__"}
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                execute(tree, self.page, namespace)
            except Exception as error:
                raise self.mistake(
                    "raises before its last statement: {!r}".format(error)
                ) from error
            tree.body.append(last)
            del tree.body[:-1]
            try:
                execute(tree, self.page, namespace)
            except Exception as error:
                print("{}: {}".format(type(error).__name__, error))
        return out.getvalue()

    def recording(self):
        """Returns the text of the block's recording."""
        first, second = self.run(1), self.run(2)
        if first != second:
            raise self.mistake(
                "prints something else each time; call torch.manual_seed"
            )
        if not first.strip():
            raise self.mistake("prints nothing")
        if PRINTS in self.code:
            raise self.mistake("has the recordings' own rule in its code")
        return "{}\n{}\n{}\n".format(
            self.code.rstrip("\n"), PRINTS, first.rstrip("\n")
        )


def execute(tree, page, namespace):
    exec(compile(tree, str(page), "exec"), namespace)


def fresh_state(seed):
    """Puts PyTorch's global state back to what an import gives.

    One thread, so that no sum depends on how many cores there are.
    """
    torch.manual_seed(seed)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(1)


def blocks(page):
    """Yields the Python blocks of a page; fails on one without a name."""
    fence, opened, info, code = None, 0, "", []
    lines = page.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        match = FENCE.match(line)
        if fence is None:
            if match:
                fence, opened, info = match.group(1), number, match.group(2)
                code = []
        elif match and not match.group(2) and match.group(1).startswith(fence):
            block = python_block(page, opened, info, code)
            if block:
                yield block
            fence = None
        else:
            code.append(line)
    if fence is not None:
        raise Mistake(
            "{}:{}: this block is never closed".format(page.name, opened)
        )


def python_block(page, line, info, code):
    language, _, rest = info.partition(" ")
    if language != "python":
        return None
    name, editions = None, False
    for word in rest.split():
        if word.startswith("listing=") and name is None:
            name = word[len("listing="):]
        elif word in ("editions", "editions=recorded") and not editions:
            editions = True
        else:
            raise Mistake(
                "{}:{}: `{}` means nothing on a python block".format(
                    page.name, line, word
                )
            )
    if name is None or not NAME.match(name):
        raise Mistake(
            "{}:{}: a python block needs listing=name".format(page.name, line)
        )
    return Block(page, line, name, editions, "\n".join(code))


def page_recordings(page, wanted):
    """Returns {listing: text} for the blocks of one page."""
    texts, names = {}, set()
    for block in blocks(page):
        if block.name in names:
            raise block.mistake("stands twice in this page")
        names.add(block.name)
        if wanted(block):
            texts[block.name] = block.recording()
    return texts


def differences(folder, texts, write):
    """Brings a folder to `texts`; returns what was not so.

    The folder holds nothing but these recordings: another file is one of a
    listing that is gone, and goes as well.
    """
    found = []
    stored = set(folder.glob("*")) if folder.is_dir() else set()
    for name, text in sorted(texts.items()):
        path = folder / (name + ".txt")
        stored.discard(path)
        # Bytes: no newline is translated, on any system.
        data = text.encode("utf-8")
        if not path.is_file():
            found.append(("new", path))
        elif path.read_bytes() != data:
            found.append(("changed", path))
        else:
            continue
        if write:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for path in sorted(stored):
        found.append(("stale", path))
        if write:
            path.unlink()
    if write and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return found


def record(edition, names, write):
    """Records one edition; returns the number of files and differences."""
    pages = {page.stem: page for page in sorted(BOOK.glob("*.md"))}
    unknown = sorted(set(names) - set(pages) - {"notes"})
    if unknown:
        raise Mistake("no such page: " + ", ".join(unknown))
    top = HERE / "pages" / edition
    count, found = 0, []
    for stem, page in pages.items():
        if names and stem not in names:
            continue
        texts = page_recordings(
            page, lambda block: edition == TODAY or block.editions
        )
        count += len(texts)
        found += differences(top / stem, texts, write)
    if not names:
        gone = set(path.name for path in top.glob("*")) - set(pages)
        for stem in sorted(gone):
            found += differences(top / stem, {}, write)
    if not names or "notes" in names:
        texts = page_recordings(NOTES, lambda block: True)
        count += len(texts)
        found += differences(HERE / "notes" / edition, texts, write)
    return count, found


def main():
    parser = argparse.ArgumentParser(
        description="Record what PyTorch prints for the book's Python code."
    )
    parser.add_argument("pages", nargs="*", help="only these (also: notes)")
    parser.add_argument(
        "--check", action="store_true", help="compare, write nothing"
    )
    arguments = parser.parse_args()

    edition = torch.__version__.split("+")[0]
    if edition not in (TODAY, PERIOD):
        sys.exit(
            "this is PyTorch {}; the recordings are of {} and {}".format(
                edition, TODAY, PERIOD
            )
        )
    try:
        count, found = record(edition, arguments.pages, not arguments.check)
    except Mistake as mistake:
        sys.exit(str(mistake))
    for what, path in found:
        print("{:8}{}".format(what, path.relative_to(ROOT)))
    print("PyTorch {}: {} recordings, {} differ{}".format(
        edition, count, len(found),
        "" if arguments.check or not found else "ed and were rewritten",
    ))
    if arguments.check and found:
        sys.exit(1)


if __name__ == "__main__":
    main()
