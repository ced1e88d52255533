//! Exercises of the page "A sine wave, continued".

use crate::exercises::kit::*;

exercises![];
