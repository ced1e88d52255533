"""What operations with several results return."""

from torch import _C
from torch._tuples import named

for _name, _fields in _C._named_results:
    globals()[_name] = named(_name, _fields)
