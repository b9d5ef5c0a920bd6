//! Corrections of a text after it was coded: what is edited, what becomes of the excerpts, and what coders look at again.
//!
//! [`edit`] makes new words of old ones and says what was kept, [`fates`] counts what becomes of the excerpts, [`queue`] lists those
//! whose words are other or gone, and [`candidate`] where the words of one that is gone may stand now. Nothing is decided here:
//! whose excerpt it is says what holds.

pub mod edit;
pub mod queue;
pub mod fates;
pub mod candidate;
