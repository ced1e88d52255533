"""Steps that grow shorter where much has been walked."""

from torch import _C
from torch.optim._rules import _Ruled


class Adagrad(_Ruled):
    _rule = "Adagrad"
    _since = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "fused": None,
    }

    def __init__(
        self,
        params,
        lr=1e-2,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr=lr,
            lr_decay=lr_decay,
            eps=eps,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            foreach=foreach,
            maximize=maximize,
            differentiable=differentiable,
            fused=fused,
        )
        # What it remembers is there before the first step.
        for group in self.param_groups:
            _C._optim_begin(self._rule, group, self.state, self.defaults)
