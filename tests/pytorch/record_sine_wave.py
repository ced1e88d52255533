"""Writes sine_wave.2.15.0.txt: what the code of the page sine_wave learns, in
full, for tests/snapshots/sine_wave.rs.

    torch-2.15/bin/python tests/pytorch/record_sine_wave.py

The code is that of the listing `learn`, as the page has it. A line begins
with the network. `loss` stands before the losses of all updates, `alone`
before the points that the network makes alone, both with the seed of the
page. `windows 5` stands before by how much networks miss that learned in
windows of 5 steps, with the seeds from 0 to 9.
"""

import contextlib
import io
import pathlib
import re

import torch

torch.set_num_threads(1)
assert torch.__version__.startswith("2.15.0"), torch.__version__

HERE = pathlib.Path(__file__).parent
PAGE = HERE.parent.parent / "book/src/sine_wave.md"

page = PAGE.read_text(encoding="utf-8")
code = re.search(r"^```python listing=learn\n(.*?)^```$", page, re.S | re.M)
names = {"torch": torch}
with contextlib.redirect_stdout(io.StringIO()):
    exec(code.group(1), names)
Net, train, go_on, miss = (names[n] for n in ("Net", "train", "go_on", "miss"))


def learned(kind, seed, tau, updates=250):
    torch.manual_seed(seed)
    net = Net(kind)
    losses = train(net, tau, updates)
    return losses, go_on(net, 200)


lines = []
for kind in (torch.nn.RNN, torch.nn.LSTM):
    losses, alone = learned(kind, 0, 25)
    rows = {"loss": losses, "alone": alone.tolist()}
    for tau in (2, 5, 10, 25):
        runs = [learned(kind, seed, tau)[1] for seed in range(10)]
        rows[f"windows {tau}"] = [miss(run, names["truth"]) for run in runs]
    for row, numbers in rows.items():
        numbers = " ".join(f"{x:.9g}" for x in numbers)
        lines.append(f"{kind.__name__} {row} {numbers}\n")
(HERE / "sine_wave.2.15.0.txt").write_text("".join(lines), encoding="utf-8")
