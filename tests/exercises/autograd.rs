//! Exercises of the page "Gradients that find their own way".

use crate::exercises::kit::*;

exercises![];
