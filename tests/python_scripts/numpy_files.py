import io
import os
import tempfile

import numpy as np

folder = tempfile.mkdtemp()
path = os.path.join(folder, "data.csv")
with open(path, "w") as file:
    file.write("# a, b, c\n1,2.5,3\n\n4,5,6e1\n")
x = np.loadtxt(path, delimiter=",", dtype=np.float32)
print(repr(x))
print(np.loadtxt(path, delimiter=",", usecols=(0, 2)), np.loadtxt(path, delimiter=",", usecols=1))
a, b = np.loadtxt(path, delimiter=",", usecols=(0, 1), unpack=True)
print(a, b)
print(np.loadtxt(["1 2", "3 4"], dtype=int), np.loadtxt(io.StringIO("1 2\n3 4"), skiprows=1))
print(np.loadtxt(["1", "2"]), np.loadtxt(["5"]), np.loadtxt(["5"], ndmin=2), np.loadtxt(["1", "2", "3"], max_rows=2))
print(np.genfromtxt(io.StringIO("a,b\n1,\n3,x\n"), delimiter=",", skip_header=1))
for wrong in (["1 2", "3"], ["1 a"]):
    try:
        np.loadtxt(wrong)
    except ValueError as error:
        print(error)
try:
    np.loadtxt(os.path.join("nowhere", "data.txt"))
except OSError as error:
    print(type(error).__name__, error)

np.savetxt(path, x)
print(open(path).read())
np.savetxt(path, x[0], fmt="%.2f", header="one", footer="end")
print(open(path).read())
np.savetxt(path, np.arange(6).reshape(2, 3), fmt="%d", delimiter=", ")
print(open(path).read())
np.savetxt(path, x, fmt=["%d", "%.1f", "%g"])
print(open(path).read())

whole = os.path.join(folder, "array.npy")
for x in (np.arange(6).reshape(2, 3), np.array(2.5), np.array([True, False]), np.ones((0, 3)), np.float32([1, 2]), np.eye(3)[:, :2].T):
    np.save(whole, x)
    y = np.load(whole)
    print(repr(y), y.dtype, y.shape)
    print(open(whole, "rb").read()[:70])
np.savez(os.path.join(folder, "all"), np.zeros(2), named=np.arange(3))
both = np.load(os.path.join(folder, "all.npz"))
print(sorted(both.files), both["named"], both["arr_0"], "named" in both)
try:
    np.load("nowhere.npy")
except FileNotFoundError as error:
    print(error)
print(np.frombuffer(b"\x01\x00\x00\x00\x02\x00\x00\x00", dtype=np.int32), np.arange(2, dtype=np.uint8).tobytes())

# Polynomials.
x = np.linspace(0, 1, 7)
print(np.polyfit(x, 3 * x**2 - x + 0.5, 2).round(10))
print(np.polyfit([1, 2, 3, 4], [1, 3, 2, 5], 1).round(10) + 0.0)
print(np.polyval([1, 2, 3], 2), np.polyval([1.0, 0.5], x), np.polyder([1, 2, 3]))
p = np.poly1d([1, 2, 3])
print(p(2), p.order, p.coeffs, p.deriv()(1), repr(p), p[0])
print(np.vander([1, 2, 3]), np.vander([1.5, 2], 3, increasing=True))

# Scalars in strings.
print(f"{np.float32(1.1)} {np.float32(1.1):.3f} {np.float64(1.1)} {np.int64(3):4d} {np.bool_(True)}", "%s %.2f" % (np.float32(0.1), np.float32(0.1)))
