"""The part of matplotlib that has three dimensions."""

import sys

import matplotlib

mplot3d = axes_grid1 = matplotlib._Module("mpl_toolkits.mplot3d")
sys.modules["mpl_toolkits.mplot3d"] = mplot3d
sys.modules["mpl_toolkits.mplot3d.axes3d"] = mplot3d
sys.modules["mpl_toolkits.axes_grid1"] = axes_grid1
