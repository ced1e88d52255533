import numpy as np

rng = np.random.default_rng(0)
print(rng)
print(rng.random(3), rng.random(), rng.random((2, 2)))
print(rng.normal(size=4), rng.normal(1, 2), rng.standard_normal((2, 2)))
print(rng.integers(10), rng.integers(0, 5, 8), rng.integers(1, 6, size=(2, 3), endpoint=True))
print(rng.integers(0, 2**40, 3), rng.integers(-5, 5, 4, dtype=np.int32))
print(rng.integers(0, 200, 7, dtype=np.uint8), rng.integers(0, 2, 9, dtype=bool))
print(rng.uniform(-1, 1, 3), rng.uniform(), rng.uniform([0, 10], [1, 20]))
print(rng.exponential(2.0, 3), rng.standard_exponential(), rng.lognormal(0, 1, 2))
print(rng.permutation(6), rng.permutation(np.arange(4) * 2), rng.permutation(np.eye(3)))
x = np.arange(7)
rng.shuffle(x)
print(x)
m = np.arange(6).reshape(2, 3)
rng.shuffle(m, axis=1)
print(m)
l = [1, 2, 3, 4]
rng.shuffle(l)
print(l)
print(rng.choice(5), rng.choice(5, 3), rng.choice([10, 20, 30], 4), rng.choice(9, 4, replace=False))
print(rng.choice(9, 4, replace=False, shuffle=False), rng.choice(20000, 3, replace=False))
print(rng.choice(20000, 500, replace=False)[:5])
print(rng.choice(3, 5, p=[0.1, 0.2, 0.7]), rng.choice(4, 3, replace=False, p=[0.1, 0.2, 0.3, 0.4]))
print(rng.choice(np.eye(3), 2))
print(rng.random(3, dtype=np.float32))

# Seeds of every kind.
for seed in (42, 2**31, 2**40 + 5, 2**150, [1, 2, 3], [2**33, 7], 0):
    print(np.random.default_rng(seed).random(2))
print(np.random.Generator(np.random.PCG64(3)).normal(size=2))
print([g.random() for g in np.random.default_rng(5).spawn(2)])
print(np.random.default_rng(np.random.SeedSequence(9)).integers(100, size=5))
for wrong in (lambda: np.random.default_rng(-1), lambda: rng.integers(5, 5), lambda: rng.normal(0, -1)):
    try:
        wrong()
    except ValueError as error:
        print(error)

# Many numbers: the tails, the corners of the layers.
rng = np.random.default_rng(123)
x = rng.standard_normal(100000)
print(x.sum(), x.min(), x.max(), np.abs(x).sum())
x = rng.standard_exponential(100000)
print(x.sum(), x.min(), x.max())
x = rng.integers(0, 1000003, 10000)
print(x.sum(), x[-3:])
x = rng.integers(0, 2**63 - 1, 1000)
print(x[-3:])
print(rng.permutation(10000)[:5])
