"""Packages that scripts import beside PyTorch, and that are not here."""

import sys

_KNOWN = frozenset(
    "PIL cv2 datasets gym gymnasium h5py ignite imageio jax joblib keras "
    "lightning networkx nltk opacus pandas plotly pytorch_lightning scipy "
    "seaborn skimage sklearn skorch spacy statsmodels sympy tensorboard "
    "tensorboardX tensorflow tiktoken torchaudio torchdata torchinfo "
    "torchmetrics torchsummary torchtext torchvision torchviz transformers "
    "visdom wandb".split()
)


class _Finder:
    """The last to be asked for a module."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        top, _, rest = name.partition(".")
        if top in _KNOWN or rest and top in ("torch", "numpy"):
            raise ModuleNotFoundError(
                f"torchbook has no {name} (yet)", name=name
            )


sys.meta_path.append(_Finder)
