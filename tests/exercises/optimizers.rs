//! Exercises of the page "Optimizers: the loop, kept and improved".

use crate::exercises::kit::*;

exercises![];
