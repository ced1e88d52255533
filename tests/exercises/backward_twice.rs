//! Exercises of the page "Backward, twice".

use crate::exercises::kit::*;

exercises![];
