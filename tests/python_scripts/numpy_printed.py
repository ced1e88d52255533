# Random arrays of every dtype, as numpy prints them.
import numpy as np

COUNT = 30


def numbers(draws, kind):
    shape = tuple(draws.randint(0, 5, draws.randint(0, 4)))
    x = draws.randn(*shape) * float(f"1e{draws.randint(-9, 10)}")
    if draws.rand() < 0.3:
        x = np.round(x, 2)
    x = np.array(x)
    if draws.rand() < 0.2:
        x = np.array(x * (np.array(draws.rand(*shape)) < 0.7))
    if draws.rand() < 0.2:
        x[np.array(draws.rand(*shape)) < 0.2] = [np.nan, np.inf, -np.inf][
            draws.randint(3)
        ]
    if kind in ("int32", "int64"):
        return np.array(draws.randint(-(10 ** draws.randint(1, 9)), 99, shape)).astype(kind)
    if kind in ("bool", "uint8"):
        return np.array(draws.randint(0, 2 if kind == "bool" else 256, shape)).astype(kind)
    return x.astype(kind)


for seed in range(COUNT):
    draws = np.random.RandomState(seed)
    kind = ["float64", "float32", "float64", "float32", "int64", "int32", "uint8", "bool"][seed % 8]
    x = numbers(draws, kind)
    print(repr(x))
    print(x)
    if x.size:
        print(repr(x.ravel()[0]), x.ravel()[0])
