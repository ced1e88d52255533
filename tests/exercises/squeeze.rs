//! Exercises of the page "squeeze, and the dimension you did not mean".

use crate::exercises::kit::*;

exercises![];
