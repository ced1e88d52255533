"""Records what PyTorch says to bad input: the class and the sentence.

    python tests/pytorch/record_errors.py

writes tests/pytorch/errors.VERSION.txt, one situation after the other: a line
`name: code`, then the error's last line. Run it with 2.15.0 and with 1.1.0,
as README.md beside this file says. `tests/errors.rs` holds ours against it.
"""

import os
import sys
import warnings

import torch

CASES = """
numpy_requires_grad: torch.ones(2, requires_grad=True).numpy()
backward_twice: f = torch.tensor(2.0, requires_grad=True) ** 2; f.backward(); f.backward()
backward_not_scalar: torch.ones(2, requires_grad=True).backward()
backward_no_graph: torch.ones(2).sum().backward()
backward_gradient_shape: torch.ones(3, requires_grad=True).mul(2).backward(torch.ones(2))
saved_and_changed: y = torch.ones(2, requires_grad=True).exp(); y.add_(1); y.sum().backward()
saved_leaf_and_changed: x = torch.ones(2, requires_grad=True); c = torch.ones(2); y = x * c; c.add_(1); y.sum().backward()
leaf_in_place: torch.ones(2, requires_grad=True).add_(1)
integers_require_grad: torch.tensor([1, 2], requires_grad=True)
cat_sizes: torch.cat((torch.ones(3, 3), torch.ones(3, 2)), 0)
cat_ranks: torch.cat((torch.ones(3, 3), torch.ones(3)), 0)
cat_nothing: torch.cat([], 0)
cat_zero_dim: torch.cat((torch.tensor(1.0), torch.tensor(2.0)), 0)
cat_dim: torch.cat((torch.ones(2, 2), torch.ones(2, 2)), 5)
squeeze_dim: torch.ones(2, 1, 3).squeeze(5)
squeeze_zero_dim: torch.tensor(1.0).squeeze(1)
unsqueeze_dim: torch.ones(2, 3).unsqueeze(-4)
transpose_dim: torch.ones(2, 3).transpose(0, 2)
max_dim: torch.ones(2, 3).max(-3)
topk_dim: torch.ones(2, 3).topk(1, 2)
topk_k: torch.ones(2, 3).topk(4)
topk_negative: torch.ones(2, 3).topk(-1)
truth_of_many: bool(torch.ones(3))
truth_of_none: bool(torch.ones(0))
broadcast: torch.ones(3) + torch.ones(2)
broadcast_inner: torch.ones(2, 3, 4) * torch.ones(2, 4)
in_place_shape: torch.ones(3).add_(torch.ones(2, 3))
in_place_cast: torch.tensor([1, 2]).add_(1.5)
item_of_many: torch.ones(3).item()
view_size: torch.ones(2, 3).view(4)
view_two_unknown: torch.ones(2, 3).view(-1, -1)
view_strides: torch.ones(2, 3).t().view(6)
reshape_size: torch.ones(2, 3).reshape(4)
expand_size: torch.ones(2, 3).expand(2, 4)
expand_too_few: torch.ones(2, 3).expand(3)
dot_shape: torch.ones(2).dot(torch.ones(3))
dot_rank: torch.ones(2, 2).dot(torch.ones(2))
dot_dtype: torch.ones(2).dot(torch.ones(2, dtype=torch.float64))
mm_shape: torch.ones(2, 3).mm(torch.ones(2, 3))
mm_rank: torch.ones(2).mm(torch.ones(2, 3))
mm_dtype: torch.ones(2, 2).mm(torch.ones(2, 2, dtype=torch.float64))
mv_shape: torch.ones(2, 3).mv(torch.ones(2))
matmul_zero_dim: torch.tensor(1.0).matmul(torch.ones(2))
bmm_shape: torch.ones(2, 3, 4).bmm(torch.ones(2, 3, 4))
mask_shape: torch.ones(3, 3)[torch.ones(2, 3) > 0]
mask_value: x = torch.ones(3, 5); x[x > 0] = torch.ones(3)
index_out_of_range: torch.ones(3)[5]
index_too_many: torch.ones(3)[0, 0]
index_of_zero_dim: torch.tensor(1.0)[0]
index_negative_step: torch.ones(3)[::-1]
index_tensor_out_of_range: torch.ones(3)[torch.tensor([0, 7])]
index_float_tensor: torch.ones(3)[torch.ones(2)]
max_of_nothing: torch.ones(0).max()
mean_of_integers: torch.tensor([1, 2]).mean()
sum_dim_twice: torch.ones(2, 3).sum((0, 0))
stack_sizes: torch.stack((torch.ones(2), torch.ones(3)))
stack_nothing: torch.stack([])
split_size: torch.ones(3).split([1, 1])
chunk_zero: torch.ones(3).chunk(0)
select_out_of_range: torch.ones(3).select(0, 4)
narrow_out_of_range: torch.ones(3).narrow(0, 2, 2)
negative_size: torch.zeros(-1)
arange_step: torch.arange(0, 3, 0)
arange_direction: torch.arange(3, 0)
gather_dtype: torch.ones(3).gather(0, torch.ones(2))
gather_range: torch.ones(3).gather(0, torch.tensor([3]))
randint_range: torch.randint(5, 2, (3,))
bernoulli_p: torch.ones(3).bernoulli_(1.5)
grad_unused: x = torch.ones(2, requires_grad=True); y = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), [y])
grad_no_grad: torch.autograd.grad(torch.ones(2, requires_grad=True).sum(), [torch.ones(2)])
requires_grad_off: torch.ones(2, requires_grad=True).mul(2).requires_grad_(False)
retain_grad: torch.ones(2).retain_grad()
overlap: torch.ones(1, 2).expand(3, 2).add_(1)
overlap_of_one: torch.ones(1, 2).expand(3, 2).exp_()
leaf_in_place_by_view: torch.ones(2, 3, requires_grad=True)[0].add_(1)
leaf_filled_by_slice: torch.ones(2, 3, requires_grad=True)[:].fill_(1)
in_place_cast_tensor: torch.tensor([1, 2]).add_(torch.tensor([1.5, 2.5]))
cat_dtypes: torch.cat((torch.ones(2), torch.tensor([1, 2])), 0)
stack_dtypes: torch.stack((torch.ones(2), torch.tensor([1, 2, 3])))
add_dtypes: torch.ones(2) + torch.tensor([1, 2])
"""


def last_line(code):
    try:
        exec(code, {"torch": torch})
    except Exception as error:
        return "{}: {}".format(type(error).__name__, error).split("\n")[0]
    return "no error"


def main():
    version = torch.__version__.split("+")[0]
    if version not in ("2.15.0", "1.1.0"):
        sys.exit("record with PyTorch 2.15.0 or 1.1.0, not {}".format(version))
    warnings.simplefilter("ignore")
    lines = []
    for case in CASES.strip().split("\n"):
        name, code = case.split(": ", 1)
        lines += [case, "    " + last_line(code)]
    folder = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(folder, "errors.{}.txt".format(version))
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


main()
