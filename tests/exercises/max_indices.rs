//! Exercises of the page "max: a value with history, an index without".

use crate::exercises::kit::*;

exercises![];
