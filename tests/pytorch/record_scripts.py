"""Records what PyTorch and numpy print for the scripts below `scripts`.

    ~/torch-2.15/bin/python tests/pytorch/record_scripts.py [NAME ...]

Beside every NAME.py its standard output is written to NAME.txt.
"""

import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent / "scripts"

for script in sorted(FOLDER.rglob("*.py")):
    if sys.argv[1:] and script.stem not in sys.argv[1:]:
        continue
    run = subprocess.run(
        [sys.executable, "-W", "ignore", script],
        stdout=subprocess.PIPE,
        check=True,
    )
    script.with_suffix(".txt").write_bytes(run.stdout)
