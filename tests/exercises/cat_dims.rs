//! Exercises of the page "cat: every dimension but one must match".

use crate::exercises::kit::*;

exercises![];
