# What PyTorch 2.15.0 saved: torch.save of a dictionary, compressed by zlib.
import base64
import io
import zlib

import torch

SAVED = """
eNqlVk9s21QYf05aJ3UhbTegXYHyZ/zJoEsdJ2nSdW0zMzyQEbSZmKJKENzExNaceJ/90sKkokqo
lSaEBOLEZULiwInDpEkTAhWxAxJHOICQ4IB2YHABhIS4IPHec5LZrtqsnZVXJ+n7/fm+932fs6hG
+xCKx9GOaxgdQppTNcxVfaqmYS114bylyAm0HLg2IuuAkuV+AmjYNd0Crlq1LUuvYtNuusJLTk13
9Npps4oFiBwrQTRZ5sneNd2sGxj6qtgmEqlKC5uWK1QcfaVlWrUK1puu7VRWJQH6k8lyjCBcslOr
68B7EEGxbA2f9b4UIFbmyB4R4uUouVcvtGBA5TEISypSI2p0CwbVqMptwV2XDOribgyJEgyVSeho
xdRcGDaIjsEbHk8aRowBNYLhEMNvwmGV24R7POy9GO4rwWhrHcbKA2RzpaFjjSYIjrD/j5dp9uD+
dXiAGV/VHZfkAh5UOdd1V5jAGzAREJTgIYMZfrhr+BHP8KOe6FEMj5XgcZY73HKaeg2e6DAYbeyT
FBtVI1uQVDlKcczDPoXh6RJMMiw5m1ajCcfD2NQSgZBAp9ToJogeLo1BKkGGne2aYVs6ZD1Y+wRe
sJv17gHkWBwZmPYSl28nrkATN+PxncAwW4KTjA87LWzAXIBPtm2ryzfP+LKw4PEV23ynKJ/s8T2D
4XQJnmWHaJkuBuUVOENCP1Ps8yqYUbjw3Is0qOf1VmpRjcWvvfrh959GEKJrcdfiH0WJbvGnXred
hoYr7YNUZMHXA2nG+cdPb1MtunbnHEf5W5ztcq5olllvNvQmVuRMqLVu65rOUgMLa/AbiQdF9jQw
gha6BlbexLpNm1ORZw+i27ksE2NLpx42524coSXG7+khgeYDU2VKVOQTd2Dg5sfvfn74g8vzb6l/
b3/zzo/bV65Wt89empinjr76of71GNEc6+FoMugorcjJ23ZUPD/7xUXtd6Z3/c8b56hAvIfeyaCe
pMiFA2fA49xYIH+K5EXWBlkfFamf0fd+ff8A8Wf2Ez/XZom071T3s5//IU8PxNZeutmgblaRxX3n
gWOK20evl3vX/xA61VXsNvPcnVT/8nJGoPrfXq6/3Ft/Akm3BgAL2dUdk0yAixp9WlbMmiKn9mlH
FHO59IyYLuQykpjJzYj5Qj6dn87lRWkmn8uJklTIS9NZkbn85K9fksRHkrnk2JF1fPrH4vAO5+Hf
ATvQvgE4GkD+F0G7DdIwiX+IjQdIlqJoj8kZ5vEPopEAz3c+nu4ADMP9UyMRgJ/rQ6HZFcb6J0AQ
ezOMTYex/m4NYukTMzgxwlh/x4V0w9hMGOvvnSD2NT6EzYax/rofCqbah93lvP3lOBEAl2KoR6Ms
qjw/2Wmr6PEucjB0/7I9l/6NdcYTz95dE7zP3hO7n/cwg2y/t/d/ZcyDSw==
"""

saved = torch.load(io.BytesIO(zlib.decompress(base64.b64decode(SAVED))))
for name, value in saved.items():
    print(name, value)
print(saved["turned"].stride(), saved["column"].stride())
print(saved["turned"].data_ptr() == saved["x"].data_ptr())
saved["x"][0, 0] = 100.0
print(saved["turned"])
model = torch.nn.Linear(3, 2)
print(model.load_state_dict(saved["model"]))
print(model(torch.ones(1, 3)))
