//! Exercises of the page "Modules: parameters that have names".

use crate::exercises::kit::*;

exercises![];
