"""torch.backends, for programs that ask what there is."""


class _Backend:
    deterministic = False
    benchmark = False
    enabled = False

    @staticmethod
    def is_available():
        return False

    @staticmethod
    def is_built():
        return False


mps = _Backend()
cuda = _Backend()
cudnn = _Backend()
mkldnn = _Backend()
