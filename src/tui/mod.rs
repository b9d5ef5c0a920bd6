//! The terminal UI: a model, what changes it, and how it is drawn; all plain functions.
//!
//! [`keys`] and [`table`] say what keys mean, [`update()`](update::update) turns a [`message::Message`] into a changed
//! [`model::Model`] and effects, [`draw`] shows it, [`desk`] carries effects out on a session: disk first, then the frame that
//! says so. [`run`] ties them to a real terminal; [`linear`] to lines of text for those who listen or feel.

pub mod theme;
pub mod layout;
pub mod action;
pub mod keys;
pub mod table;
pub mod widget;
pub mod seeker;
pub mod message;
pub mod coach;
pub mod model;
pub mod candidates;
pub mod memo;
pub mod lens;
pub mod screen;
pub mod over;
pub mod renewal;
pub mod saving;
pub mod listing;
pub mod answer;
pub mod pointer;
pub mod update;
pub mod overlay;
pub mod draw;
pub mod desk;
pub mod welcome;
pub mod linear;
pub mod terminal;
pub mod summary;
pub mod run;
