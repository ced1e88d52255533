"""Writes sine_wave.2.15.0.txt: what the code of the page sine_wave learns, in
full, for tests/snapshots/sine_wave.rs.

    torch-2.15/bin/python tests/pytorch/record_sine_wave.py

The code is that of the listing `learn`, as the page has it. A line begins
with the network. `loss` stands before the losses of all updates, `alone`
before the points that the network makes alone, both with the seed of the
page. `windows 5` stands before by how much networks miss that learned in
windows of 5 steps, with the seeds from 0 to 9; `without noise` the same for windows of 25
steps and code from which the noise is left out.
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
code = code.group(1)

WITHOUT = {
    "noise": "        x = x + torch.randn_like(x) * 0.1\n",
    "clipping": "        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.1)\n",
    "schedule": "        schedule.step()\n",
}


def run(code):
    """The functions that the code defines."""
    names = {"torch": torch}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)
    return names


def learned(names, kind, seed, tau=25):
    torch.manual_seed(seed)
    net = names["Net"](kind)
    losses = names["train"](net, tau, 250)
    return losses, names["go_on"](net, 200)


def misses(names, kind, tau=25):
    runs = [learned(names, kind, seed, tau)[1] for seed in range(10)]
    return [names["miss"](run, names["truth"]) for run in runs]


whole, lines = run(code), []
for kind in (torch.nn.RNN, torch.nn.LSTM):
    losses, alone = learned(whole, kind, 0)
    rows = {"loss": losses, "alone": alone.tolist()}
    for tau in (2, 5, 10, 25):
        rows[f"windows {tau}"] = misses(whole, kind, tau)
    for what, line in WITHOUT.items():
        assert code.count(line) == 1, what
        rows[f"without {what}"] = misses(run(code.replace(line, "")), kind)
    for row, numbers in rows.items():
        numbers = " ".join(f"{x:.9g}" for x in numbers)
        lines.append(f"{kind.__name__} {row} {numbers}\n")
(HERE / "sine_wave.2.15.0.txt").write_text("".join(lines), encoding="utf-8")
