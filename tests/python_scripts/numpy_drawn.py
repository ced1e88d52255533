# Many numbers of every kind, from random seeds: their sums tell.
import numpy as np

COUNT = 10


def tell(name, x):
    x = np.asarray(x).ravel()
    print(name, x[:2].tolist(), x[-1].item(), x.astype(float).sum().item())


for seed in range(COUNT):
    np.random.seed(seed * 7919)
    n = seed * 37 + 5
    tell("randn", np.random.randn(n))
    tell("rand", np.random.rand(n, 2))
    tell("uniform", np.random.uniform(-seed, 3.5, n))
    tell("normal", np.random.normal(seed, 0.3, n))
    tell("randint", np.random.randint(-seed, 10**seed + 7, n))
    tell("int32", np.random.randint(0, 1 + 3 * seed, n, dtype=np.int32))
    tell("uint8", np.random.randint(0, 200 - seed, n, dtype=np.uint8))
    tell("permutation", np.random.permutation(n))
    tell("choice", np.random.choice(n, 5, replace=False))
    tell("weighted", np.random.choice(3, n, p=[0.5, 0.2, 0.3]))
    x = np.arange(n * 2).reshape(n, 2)
    np.random.shuffle(x)
    tell("shuffle", x)
