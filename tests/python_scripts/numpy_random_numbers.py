import numpy as np

np.random.seed(0)
print(np.random.randn(3))
print(np.random.randn(2, 2), np.random.rand(2), np.random.randn())
print(np.random.randint(0, 10, 5), np.random.randint(100), np.random.randint(5, size=(2, 2)))
print(np.random.normal(1, 2, 3), np.random.normal(), np.random.normal(size=2))
print(np.random.uniform(-1, 1, 3), np.random.uniform(), np.random.random(2), np.random.random_sample())
print(np.random.permutation(5), np.random.permutation(np.arange(4) * 2))
x = np.arange(6)
np.random.shuffle(x)
print(x)
m = np.arange(6).reshape(3, 2)
np.random.shuffle(m)
print(m)
l = [1, 2, 3, 4]
np.random.shuffle(l)
print(l)
print(np.random.choice(5), np.random.choice(5, 3), np.random.choice([10, 20, 30], 4), np.random.choice(5, 3, replace=False))
print(np.random.choice(3, 5, p=[0.1, 0.2, 0.7]), np.random.choice([1.5, 2.5], p=[0.5, 0.5]))
print(np.random.choice(4, 3, replace=False, p=[0.1, 0.2, 0.3, 0.4]))
print(np.random.exponential(2.0, 2), np.random.standard_normal(2))
print(np.random.randint(0, 2**40, 2), np.random.randint(0, 200, 5, dtype=np.uint8), np.random.randint(0, 7, 3, dtype=np.int32))
print(np.random.randint(0, 2, 5, dtype=bool), np.random.randint(-5, 5, 4))
rng = np.random.RandomState(42)
print(rng.rand(2), rng.randn(2), rng.randint(0, 9), rng.choice(["a", "b", "c"]))
np.random.seed([1, 2, 3])
print(np.random.rand(2))
np.random.seed(123)
print(np.random.normal([0, 10], [1, 2]), np.random.uniform(0, [1, 10], 2))
print(type(np.random.rand()), type(np.random.randint(3)), np.random.rand(2, 3).shape)
for f in (lambda: np.random.seed(-1), lambda: np.random.randint(5, 2), lambda: np.random.choice([1, 2], 5, replace=False),
          lambda: np.random.choice(2, p=[0.5, 0.6])):
    try:
        f()
    except ValueError as error:
        print(error)
