"""Runs the scripts beside this file with PyTorch and keeps what they print.

    python record.py [NAME ...]

NAME.txt is what NAME.py prints. Run it with PyTorch 2.15.0 for CPU.
"""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent

for script in sorted(HERE.glob("*.py")):
    if script.name == "record.py":
        continue
    if sys.argv[1:] and script.stem not in sys.argv[1:]:
        continue
    ran = subprocess.run(
        [sys.executable, script.name],
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    script.with_suffix(".txt").write_text(ran.stdout)
    print(script.stem, len(ran.stdout.splitlines()), "lines")
