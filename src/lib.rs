//! Intercoder: qualitative interview coding for teams that must show they code alike.
//!
//! This file is the map of the house. Modules stand in reading order, and a module uses only modules above it:
//!
//! 1. **Words of the field**: plain values; no disk, no clock, no chance, no terminal. [`text`] holds verbatim words and places in
//!    them, [`document`] turns and revisions, [`codebook`] the tree of codes, [`decision`] how a disagreement was settled, [`table`]
//!    the one shape every report becomes.
//! 2. **History**: [`event`] is the only place whose written shape is a promise, [`journal`] one line of it with its hash, [`seal`] locks what a sealed round
//!    hides, [`study`]
//!    the fold of a set of lines in seven steps.
//! 3. **Questions**: pure functions of a [`filter::View`] and [`texts::Texts`] to report values: [`agreement`], [`disagreement`]
//!    and what became of it in [`reconcile`], [`layer`], [`methods`], [`compare`], [`recode`], [`progress`], [`history`], [`trail`],
//!    [`query`], [`listing`], [`themes`], [`disclosure`], [`people`], [`saturation`], [`matrix`], [`quotes`], [`theme_table`], [`excerpts`], [`usage`], [`lint`], [`version`],
//!    [`correction`], [`autocode`]. [`change`] turns what somebody wants done into lines,
//!    [`withdrawal`] finds all that must go when somebody takes their words back.
//! 4. **Formats**: [`import`] turns bytes into values and values into what would be added; [`project`] does so for what other
//!    programs keep, which [`refi`] reads and writes and [`foreign`] reads; [`export`] turns tables into bytes;
//!    [`chart`] draws, [`report`] puts all of it on pages and papers; [`sample`] is the study that the program brings along.
//! 5. **Disk**: [`store`] alone opens files of a study; [`search`] keeps an index of its words on this machine.
//! 6. **Session**: [`session`] opens a study and is the one way to change it: disk first, then memory.
//! 7. **Faces**: [`tui`], one file a screen, and [`cli`], one file a command.
//!
//! What always holds, each a test: imports only go up this list; only the store and the index open files, only the faces know the terminal, only
//! the session reads clock, chance and environment; only the fold, the view and the session name the study, so that blindness
//! cannot be forgotten; layers 1 to 4 do not fail on content but return it with [`problem::Problem`]s; the study is a function of
//! the *set* of events; nothing is ever deleted from a journal; only the coder who made a coding takes it off; "saved" is said only
//! after the disk said so; every figure names its unit, its scope and its n.

pub mod number;
pub mod id;
pub mod problem;
pub mod text;
pub mod person;
pub mod document;
pub mod codebook;
pub mod texts;
pub mod coding;
pub mod round;
pub mod decision;
pub mod run;
pub mod table;

pub mod event;
pub mod journal;
pub mod seal;
pub mod study;

pub mod filter;
pub mod agreement;
pub mod disagreement;
pub mod reconcile;
pub mod layer;
pub mod query;
pub mod compare;
pub mod methods;
pub mod progress;
pub mod history;
pub mod trail;
pub mod listing;
pub mod themes;
pub mod disclosure;
pub mod people;
pub mod saturation;
pub mod matrix;
pub mod quotes;
pub mod theme_table;
pub mod excerpts;
pub mod usage;
pub mod lint;
pub mod version;
pub mod recode;
pub mod correction;
pub mod autocode;
pub mod change;
pub mod withdrawal;

pub mod import;
pub mod project;
pub mod refi;
pub mod foreign;
pub mod export;
pub mod chart;
pub mod report;
pub mod sample;

pub mod store;
pub mod search;

pub mod session;

pub mod tui;
pub mod cli;
