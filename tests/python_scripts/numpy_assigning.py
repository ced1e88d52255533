import numpy as np

a = np.zeros((3, 4))
a[0] = 1
a[1, 2] = 5
a[:, 3] = [7, 8, 9]
a[a == 0] = -1
a[1:, :2] += 10
a[[0, 2], 1] = 3.5
print(a)
a[a < 0] = np.arange((a < 0).sum())
a *= 2
a -= np.arange(4)
a[::-1, 0] = [1, 2, 3]
print(a)
i = np.arange(5)
i[0] = 2.9
i[1:] = i[:-1]
i //= 2
print(i)
i[i > 0] = 100
print(i)
for k, x in enumerate(i):
    i[k] = x * 2
print(i)
b = np.zeros(3, dtype=bool)
b[1] = True
print(b, ~b, b.sum())


def attempt(f):
    try:
        print(repr(f()))
    except Exception as error:
        print(type(error).__name__ + ":", error)


c, C = np.arange(3.0), np.arange(6).reshape(2, 3)


def wrong_cast():
    d = np.arange(3)
    d += 1.5


def wrong_row():
    c[:] = [1, 2]


def wrong_mask():
    c[c > -1] = np.ones(2)


def wrong_element():
    c[0] = [1, 2]


def wrong_shape():
    d = np.zeros(3)
    d += np.zeros((2, 3))


def wrong_nan():
    np.arange(3)[0] = np.nan


for f in (wrong_cast, wrong_row, wrong_mask, wrong_element, wrong_shape, wrong_nan, lambda: c + np.zeros(4),
          lambda: c.reshape(2, 2), lambda: C @ C, lambda: C.dot(C), lambda: c @ np.zeros(4), lambda: c[5],
          lambda: C[0, 5], lambda: c[0, 0], lambda: c[1.5], lambda: bool(c), lambda: c.sum(axis=2),
          lambda: c[np.array([True, False])], lambda: c[[7]], lambda: np.array([[1, 2], [3]]),
          lambda: np.concatenate([c, C]), lambda: np.concatenate([C, np.zeros((2, 4))]),
          lambda: np.stack([c, np.zeros(4)]), lambda: float(c), lambda: c.item(), lambda: np.array([1], dtype=np.uint8) + 300,
          lambda: np.squeeze(C, 0), lambda: C.transpose(0, 0), lambda: np.array([]).max(), lambda: np.zeros(-1), lambda: c.foo,
          lambda: len(np.array(5)), lambda: -np.array([True]), lambda: c & c, lambda: np.array([1, 2]) ** -1,
          lambda: np.matmul(2, 3), lambda: np.split(c, 2), lambda: np.vstack([c, np.zeros(4)])):
    attempt(f)
