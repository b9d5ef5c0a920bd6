//! A table of ratings as CSV: `unit` and one column a coder, or exactly `unit,coder,value`. An empty cell is missing.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::agreement::ratings::Ratings;
use crate::agreement::ratings::matrix::Matrix;
use crate::import::ratings::Read;
use crate::import::ratings::scale::{Value, scale};
use crate::import::sheet::{Row, Sheet};
use crate::problem::Problem;

const SHAPE: &str =
    "the first line is “unit,” and a column for each coder, or exactly “unit,coder,value”";

/// The most cells of units by coders.
const MOST_CELLS: usize = 50_000_000;

/// The unit that a row is about.
fn unit(row: &Row) -> &str {
    row.cell(Some(0))
}

/// What stands behind it.
fn ratings(row: &Row) -> &[String] {
    row.cells.get(1..).unwrap_or_default()
}

/// Reads a table of ratings.
pub fn read_csv(name: &str, text: &str) -> Result<Read, Problem> {
    let (head, lines) = lines(name, text)?;
    if !unit(&head).eq_ignore_ascii_case("unit") {
        let what = format!("begins with “{}” where “unit” is wanted", unit(&head));
        return Err(head.problem(name, (what, SHAPE)));
    }
    let lower: Vec<String> = ratings(&head)
        .iter()
        .map(|head| head.to_lowercase())
        .collect();
    let grid = if lower == ["coder", "value"] {
        long(name, lines)?
    } else {
        wide(name, head, lines)?
    };
    grid.read(name)
}

/// Cells by unit and coder, each with the line it was read from.
struct Grid {
    coders: Vec<String>,
    cells: Vec<Option<(usize, String)>>,
}

impl Grid {
    fn read(self, name: &str) -> Result<Read, Problem> {
        if self.coders.is_empty() {
            return Err(Problem::new(name, "names no coder", SHAPE));
        }
        let values: Vec<Option<Value>> = (self.cells.iter())
            .map(|cell| cell.as_ref().map(|(_, words)| Value::of(words)))
            .collect();
        let Ok((scale, cells)) = scale(&values, None) else {
            let what = "has values that are not on its scale";
            return Err(Problem::new(name, what, SHAPE));
        };
        let is_word = |value: &Option<Value>| matches!(value, Some(Value::Word(_)));
        let word = (values.iter().zip(&self.cells)).find(|(value, _)| is_word(value));
        let numbers = values
            .iter()
            .any(|value| value.is_some() && !is_word(value));
        let mut notes = Vec::new();
        if let (Some((_, Some((line, words)))), true) = (word, numbers) {
            notes.push(Problem::new(
                format!("{name} line {line}"),
                format!("“{words}” is not a number, so all values are taken as categories"),
                "leave a cell empty where a rating is missing",
            ));
        }
        Ok(Read {
            ratings: Ratings::Matrix(Matrix {
                coders: self.coders,
                scale,
                cells,
            }),
            notes,
        })
    }
}

/// The header and all further rows, each as long as the header.
fn lines(name: &str, text: &str) -> Result<(Row, Vec<Row>), Problem> {
    let sheet = Sheet::read(name, text)?;
    if sheet.heads.cells.is_empty() {
        return Err(Problem::new(name, "is empty", SHAPE));
    }
    let (head, rows) = (sheet.heads, sheet.rows);
    if rows.is_empty() {
        let what = "has a first line and no ratings below it";
        return Err(Problem::new(name, what, SHAPE));
    }
    for row in &rows {
        let (cells, wanted) = (row.cells.len(), head.cells.len());
        if cells != wanted {
            let what = format!("has {cells} cells where the first line has {wanted}");
            let advice = "give every line one cell a column; an empty cell is a missing rating";
            return Err(row.problem(name, (what, advice)));
        }
        if unit(row).is_empty() {
            let what = "has no unit in its first cell".to_owned();
            return Err(row.problem(name, (what, "name the unit that the line is about")));
        }
    }
    Ok((head, rows))
}

fn wide(name: &str, head: Row, lines: Vec<Row>) -> Result<Grid, Problem> {
    let coders = ratings(&head).to_vec();
    for (at, coder) in coders.iter().enumerate() {
        if coder.is_empty() {
            let what = format!("has no name for the coder of column {}", at + 2);
            return Err(head.problem(name, (what, SHAPE)));
        }
        if coders.iter().take(at).any(|before| before == coder) {
            let what = format!("names the coder {coder} twice");
            return Err(head.problem(name, (what, "give every coder one column")));
        }
    }
    let mut units: HashMap<String, usize> = HashMap::new();
    let mut cells = Vec::with_capacity(lines.len() * coders.len());
    for line in lines {
        if let Some(first) = units.insert(unit(&line).to_owned(), line.number) {
            let what = format!("rates the unit {} again, after line {first}", unit(&line));
            return Err(line.problem(name, (what, "give every unit one line")));
        }
        let given = line.cells.into_iter().skip(1);
        cells.extend(given.map(|words| (!words.is_empty()).then_some((line.number, words))));
    }
    Ok(Grid { coders, cells })
}

fn long(name: &str, lines: Vec<Row>) -> Result<Grid, Problem> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for line in &lines {
        let coder = ratings(line).first().cloned().unwrap_or_default();
        if coder.is_empty() {
            let what = "names no coder".to_owned();
            return Err(line.problem(name, (what, "say who gave the rating")));
        }
        places.insert(coder, 0);
    }
    places
        .values_mut()
        .zip(0..)
        .for_each(|(place, at)| *place = at);
    let units: HashSet<&str> = lines.iter().map(unit).collect();
    if units.len().saturating_mul(places.len()) > MOST_CELLS {
        let what = format!(
            "has {} units and {} coders, more than a table can hold",
            units.len(),
            places.len()
        );
        let advice = "check that the columns are unit, coder and value, in this order";
        return Err(Problem::new(name, what, advice));
    }
    let mut units: HashMap<String, usize> = HashMap::new();
    let mut read: HashMap<(usize, usize), usize> = HashMap::new();
    let mut cells: Vec<Option<(usize, String)>> = Vec::new();
    for line in lines {
        let next = units.len();
        let at = *units.entry(unit(&line).to_owned()).or_insert(next);
        let [coder, words] = ratings(&line) else {
            continue;
        };
        let place = places.get(coder).copied().unwrap_or(0);
        if let Some(first) = read.insert((at, place), line.number) {
            let what = format!(
                "rates the unit {} by {coder} again, after line {first}",
                unit(&line)
            );
            return Err(line.problem(name, (what, "keep one rating a coder and unit")));
        }
        cells.resize(cells.len().max((at + 1) * places.len()), None);
        if let Some(cell) = cells.get_mut(at * places.len() + place) {
            *cell = (!words.is_empty()).then(|| (line.number, words.clone()));
        }
    }
    Ok(Grid {
        coders: places.into_keys().collect(),
        cells,
    })
}
