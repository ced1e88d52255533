//! Exercises of the page "Masks: choosing elements by a condition".

use crate::exercises::kit::*;

exercises![];
