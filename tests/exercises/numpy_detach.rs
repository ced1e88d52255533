//! Exercises of the page "numpy, detach, and who owns the numbers".

use crate::exercises::kit::*;

exercises![];
