/*!
The book: woven from pages, sources and snapshots; built; served.
*/

pub mod cut;
pub mod figure;
pub mod nearest;
pub mod page;
pub mod problem;
pub mod snapshot;
pub mod weave;
