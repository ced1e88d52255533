import numpy as np
import torch

t = torch.ones(3)
a = t.numpy()
a[0] = 5
t[1] = 7
print(t, a)
a += 1
print(t)
b = np.arange(4.0)
u = torch.from_numpy(b)
u.mul_(2)
b[0] = 100
print(b, u, u.dtype)
c = torch.tensor(b)
b[1] = -1
print(c)
print(torch.as_tensor(b).dtype, torch.as_tensor(b).numpy() is b)
b[2] = 55
print(u)
m = torch.arange(6).reshape(2, 3)
v = m.numpy().T
v[0, 1] = 99
print(m)
print(v.strides, v.shape, v.flags["C_CONTIGUOUS"])
w = torch.zeros(2, requires_grad=True)
for f in (lambda: w.numpy(), lambda: np.asarray(w), lambda: torch.from_numpy([1])):
    try:
        f()
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)
print(w.detach().numpy())
view = np.arange(10)[2:5]
view[:] = 0
x = np.zeros((2, 3))
row = x[1]
row[0] = 4
x.ravel()[1] = 6
x.flatten()[2] = 8
x.reshape(-1)[5] = 9
print(x)
print(torch.tensor(np.float32(2)), torch.tensor([np.float64(1), np.float64(2)]))
print(torch.tensor(np.array([[1, 2], [3, 4]], dtype=np.int32)))
print(torch.tensor([np.zeros(2), np.ones(2)]))
print(torch.ones(2) * np.float64(2), np.float32(3) * torch.ones(2))
print(torch.ones(3) + np.arange(3.0), torch.ones(3) == np.ones(3))
print(torch.FloatTensor(np.arange(3)), torch.Tensor(np.ones((1, 2))))
print(torch.from_numpy(np.arange(3)).float() / 2)
print(torch.ones(3)[np.array([0, 2])], torch.zeros(np.int64(2)))
z = torch.tensor([3.0, 1.0, 2.0])
print(np.sin(torch.zeros(2)), np.argmax(z.numpy()), z[np.argmax(z.numpy())])
print(np.array(z), np.array([1.0, z[0].item()]), z.numpy().astype(int))
for f in (lambda: torch.add(torch.ones(2), np.ones(2)), lambda: torch.sin(np.ones(2)),
          lambda: np.ones(2) * torch.ones(2), lambda: np.ones(2) + torch.ones(2)):
    try:
        print(f())
    except TypeError as error:
        print(error)
