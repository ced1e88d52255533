"""L-BFGS: steps along the curve that the last gradients tell of."""

from torch import _C
from torch.grad_mode import enable_grad, no_grad
from torch.optim._rules import _number
from torch.optim.optimizer import Optimizer
from torch.optim._wolfe import search


class LBFGS(Optimizer):
    def __init__(
        self,
        params,
        lr=1,
        max_iter=20,
        max_eval=None,
        tolerance_grad=1e-7,
        tolerance_change=1e-9,
        history_size=100,
        line_search_fn=None,
        *,
        maximize=False,
    ):
        if isinstance(lr, _C.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not 0.0 <= lr:
            raise ValueError(f"Invalid learning rate: {lr}")
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(
            params,
            dict(
                lr=lr,
                max_iter=max_iter,
                max_eval=max_eval,
                tolerance_grad=tolerance_grad,
                tolerance_change=tolerance_change,
                history_size=history_size,
                line_search_fn=line_search_fn,
                maximize=maximize,
            ),
        )
        if len(self.param_groups) != 1:
            raise ValueError(
                "LBFGS doesn't support per-parameter options (parameter "
                "groups)"
            )
        self._params = self.param_groups[0]["params"]

    # All parameters as one point

    def _sign(self):
        return -1.0 if self.param_groups[0].get("maximize", False) else 1.0

    def _gradient(self):
        parts = [
            _C.zeros(p.numel(), dtype=p.dtype)
            if p.grad is None
            else p.grad.reshape(-1)
            for p in self._params
        ]
        flat = _C.cat(parts)
        return flat.neg_() if self._sign() < 0 else flat

    def _move(self, length, direction):
        begin = 0
        for p in self._params:
            end = begin + p.numel()
            p.add_(direction[begin:end].view_as(p), alpha=length)
            begin = end

    def _loss(self, closure):
        return self._sign() * float(closure())

    def _along(self, closure, direction):
        """A point so far along a direction, from here."""
        here = [p.clone() for p in self._params]

        def at(length):
            self._move(_number(length), direction)
            loss, grad = self._loss(closure), self._gradient()
            for p, data in zip(self._params, here):
                p.copy_(data)
            return length, loss, grad, grad.dot(direction)

        return at

    # What the last steps say

    def _learn(self, state, grad):
        """Remembers how the gradient changed with the last step."""
        change = grad.sub(state["prev_flat_grad"])
        step = state["d"].mul(state["t"])
        bend = change.dot(step)
        if bend > 1e-10:
            kept = state["old_dirs"], state["old_stps"], state["ro"]
            if len(kept[0]) == self.param_groups[0]["history_size"]:
                for past in kept:
                    past.pop(0)
            for past, new in zip(kept, (change, step, 1.0 / bend)):
                past.append(new)
            state["H_diag"] = bend / change.dot(change)

    def _direction(self, state, grad):
        """The gradient, turned by what is remembered."""
        changes, steps = state["old_dirs"], state["old_stps"]
        inverse = state["ro"]
        if "al" not in state:
            state["al"] = [None] * self.param_groups[0]["history_size"]
        shares = state["al"]
        turned = grad.neg()
        for nr in reversed(range(len(changes))):
            shares[nr] = steps[nr].dot(turned) * inverse[nr]
            turned.add_(changes[nr], alpha=-shares[nr].item())
        turned = turned.mul(state["H_diag"])
        for nr in range(len(changes)):
            back = changes[nr].dot(turned) * inverse[nr]
            turned.add_(steps[nr], alpha=(shares[nr] - back).item())
        return turned

    @no_grad()
    def step(self, closure):
        closure = enable_grad()(closure)
        if not self._params:
            return closure()
        group = self.param_groups[0]
        lr = _number(group["lr"])
        max_iter, max_eval = group["max_iter"], group["max_eval"]
        near = group["tolerance_change"]
        flat = group["tolerance_grad"]
        line_search = group["line_search_fn"]

        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        loss = self._sign() * float(first)
        evals = 1
        state["func_evals"] += 1
        grad = self._gradient()
        if grad.abs().max() <= flat:
            return first

        for nr in range(1, max_iter + 1):
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                direction = grad.neg()
                state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
                length = min(1.0, 1.0 / grad.abs().sum()) * lr
            else:
                self._learn(state, grad)
                direction = self._direction(state, grad)
                length = lr
            before = state.get("prev_flat_grad")
            if before is None:
                state["prev_flat_grad"] = grad.clone()
            else:
                before.copy_(grad)
            last = loss
            state.update(d=direction, t=length, prev_loss=last)

            slope = grad.dot(direction)
            if slope > -near:
                break
            tried = 0
            if line_search is not None:
                if line_search != "strong_wolfe":
                    raise RuntimeError("only 'strong_wolfe' is supported")
                loss, grad, length, tried = search(
                    self._along(closure, direction),
                    length,
                    direction.abs().max(),
                    (loss, grad, slope),
                    most=max_eval - evals,
                )
                state["t"] = length
            self._move(_number(length), direction)
            if line_search is None and nr != max_iter:
                loss = self._loss(closure)
                grad = self._gradient()
                tried = 1
            evals += tried
            state["func_evals"] += tried
            if (
                nr == max_iter
                or evals >= max_eval
                or grad.abs().max() <= flat
                or direction.mul(length).abs().max() <= near
                or abs(loss - last) < near
            ):
                break
        return first
