//! Exercises of the page "RNN: a sequence at once, or step by step".

use crate::exercises::kit::*;

exercises![];
