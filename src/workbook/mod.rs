/*!
The book: woven from pages, sources and snapshots; built; served.
*/

pub mod bar;
pub mod build;
pub mod catalog;
pub mod cut;
pub mod figure;
pub mod home;
pub mod learn;
pub mod nearest;
pub mod notes;
pub mod page;
pub mod problem;
pub mod recording;
pub mod serve;
pub mod snapshot;
pub mod weave;
