//! Exercises of the page "Updating parameters by hand".

use crate::exercises::kit::*;

exercises![];
