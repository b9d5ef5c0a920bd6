//! A SQLite database in memory: the rows of its tables, and nothing else.
//!
//! It is opened from bytes and read only. Views, triggers and functions of the file are never run: only plain tables are read, by
//! their names, and every query is bounded in steps and in bytes, so that a hostile file costs a sentence.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB};

use crate::foreign::Files;
use crate::problem::Problem;

/// The most steps of SQLite's machine that reading may take, in thousands: a million rows take some tens of millions.
const MOST_STEPS: u64 = 1_000_000;

/// The most bytes of words that are taken out of a database.
const MOST_BYTES: usize = 1 << 30;

/// The longest text or blob, in bytes.
const LONGEST: i32 = 256 << 20;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or a kind of value that no reader wants.
    Nothing,
    /// A whole number.
    Number(i64),
    /// Words; a fraction as it would be written.
    Words(String),
}

impl Cell {
    /// The number in it.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Words(words) => words.trim().parse().ok(),
            Self::Nothing => None,
        }
    }

    /// The words in it; a number as it is written.
    pub fn words(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Number(number) => number.to_string(),
            Self::Nothing => String::new(),
        }
    }
}

/// A database.
pub struct Database {
    connection: Connection,
    taken: usize,
    file: String,
}

impl Database {
    /// Opens a project's database.
    pub fn open(files: &Files) -> Result<Self, Problem> {
        let refused = |cause: &rusqlite::Error| refused(&files.name, cause);
        opened(&files.database)
            .map(|connection| Self {
                connection,
                taken: 0,
                file: files.name.clone(),
            })
            .map_err(|cause| refused(&cause))
    }

    /// The rows of a table in the order they were put in, with these columns; one that the table lacks is nothing in every row, and
    /// a table that is not there has no rows.
    pub fn rows<const N: usize>(
        &mut self,
        table: &str,
        columns: [&str; N],
    ) -> Result<Vec<[Cell; N]>, Problem> {
        let there = self
            .columns(table)
            .map_err(|cause| refused(&self.file, &cause))?;
        if there.is_empty() {
            return Ok(Vec::new());
        }
        let known = |column: &&str| there.iter().any(|name| name.eq_ignore_ascii_case(column));
        let wanted = columns.iter().map(|column| match known(column) {
            true => format!("\"{column}\""),
            false => "NULL".to_owned(),
        });
        let wanted: Vec<String> = wanted.collect();
        let query = format!(
            "SELECT {} FROM \"{table}\" ORDER BY rowid",
            wanted.join(", ")
        );
        self.ask(&query)
            .map_err(|cause| refused(&self.file, &cause))
    }

    /// The columns of a plain table; none where there is no such table.
    fn columns(&self, table: &str) -> rusqlite::Result<Vec<String>> {
        let kind = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1 AND sql NOT LIKE 'create virtual%'";
        let tables: i64 = self.connection.query_row(kind, [table], |row| row.get(0))?;
        if tables == 0 {
            return Ok(Vec::new());
        }
        let mut statement = self
            .connection
            .prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = statement.query_map([table], |row| row.get(0))?;
        names.collect()
    }

    fn ask<const N: usize>(&mut self, query: &str) -> rusqlite::Result<Vec<[Cell; N]>> {
        let mut statement = self.connection.prepare(query)?;
        let mut found = statement.query([])?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let mut cells = [const { Cell::Nothing }; N];
            for (at, cell) in cells.iter_mut().enumerate() {
                *cell = match row.get_ref(at)? {
                    ValueRef::Integer(number) => Cell::Number(number),
                    ValueRef::Real(number) => Cell::Words(number.to_string()),
                    ValueRef::Text(bytes) => {
                        Cell::Words(String::from_utf8_lossy(bytes).into_owned())
                    }
                    ValueRef::Null | ValueRef::Blob(_) => Cell::Nothing,
                };
                if let Cell::Words(words) = cell {
                    self.taken = self.taken.saturating_add(words.len());
                }
            }
            if self.taken > MOST_BYTES {
                return Err(rusqlite::Error::InvalidQuery);
            }
            rows.push(cells);
        }
        Ok(rows)
    }
}

fn opened(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut bytes = bytes.to_vec();
    // A database in memory has no write-ahead log; the header says that there may be one beside the file.
    for mode in bytes.iter_mut().skip(18).take(2).filter(|mode| **mode == 2) {
        *mode = 1;
    }
    let mut connection = Connection::open_in_memory()?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), true)?;
    let steps = Arc::new(AtomicU64::new(0));
    connection.progress_handler(
        1000,
        Some(move || steps.fetch_add(1, Ordering::Relaxed) > MOST_STEPS),
    )?;
    connection.execute_batch("PRAGMA cell_size_check = ON")?;
    Ok(connection)
}

fn refused(file: &str, cause: &rusqlite::Error) -> Problem {
    let what = match cause {
        rusqlite::Error::SqliteFailure(failure, _)
            if failure.code == rusqlite::ErrorCode::OperationInterrupted =>
        {
            "is a database that takes too long to read"
        }
        rusqlite::Error::InvalidQuery => "is a database with more words than can be read",
        _ => "is a damaged database",
    };
    Problem::new(
        file,
        what,
        "open it in the program that made it, save it there, and import it again",
    )
}
