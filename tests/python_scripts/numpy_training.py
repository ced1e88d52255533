# A small network by hand, as many first courses have it.
import numpy as np

np.random.seed(1)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])
w1 = np.random.randn(2, 4)
w2 = np.random.randn(4, 1)
b1, b2 = np.zeros((1, 4)), np.zeros((1, 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for step in range(300):
    h = np.maximum(x.dot(w1) + b1, 0)
    p = sigmoid(h @ w2 + b2)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    if step % 100 == 0:
        print(step, f"{loss:.6f}")
    d = (p - y) / len(x)
    dw2, db2 = h.T @ d, d.sum(axis=0, keepdims=True)
    dh = d @ w2.T
    dh[h <= 0] = 0
    w1 -= 0.5 * x.T.dot(dh)
    b1 -= 0.5 * dh.sum(axis=0, keepdims=True)
    w2 -= 0.5 * dw2
    b2 -= 0.5 * db2
print(np.round(p, 3))
print((p > 0.5).astype(int).ravel(), p.shape, p.dtype)
t = np.linspace(-np.pi, np.pi, 200)
target = np.sin(t)
a, b, c, e = np.random.randn(), np.random.randn(), np.random.randn(), np.random.randn()
for i in range(200):
    guess = a + b * t + c * t**2 + e * t**3
    loss = np.square(guess - target).sum()
    g = 2.0 * (guess - target)
    a -= 1e-6 * g.sum()
    b -= 1e-6 * (g * t).sum()
    c -= 1e-6 * (g * t**2).sum()
    e -= 1e-6 * (g * t**3).sum()
print(f"{loss:.6f}", f"{a:.6f} {b:.6f} {c:.6f} {e:.6f}")
