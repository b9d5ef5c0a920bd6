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

/// A unit's cells after its name, with the line they start on.
struct Line {
    number: usize,
    unit: String,
    cells: Vec<String>,
}

impl Line {
    fn of(row: Row) -> Self {
        let mut cells = row.cells.into_iter();
        Self {
            number: row.number,
            unit: cells.next().unwrap_or_default(),
            cells: cells.collect(),
        }
    }

    fn problem(&self, name: &str, (what, advice): (String, &str)) -> Problem {
        Problem::new(format!("{name} line {}", self.number), what, advice)
    }
}

/// Reads a table of ratings.
pub fn read_csv(name: &str, text: &str) -> Result<Read, Problem> {
    let (head, lines) = lines(name, text)?;
    if !head.unit.eq_ignore_ascii_case("unit") {
        let what = format!("begins with “{}” where “unit” is wanted", head.unit);
        return Err(head.problem(name, (what, SHAPE)));
    }
    let lower: Vec<String> = head.cells.iter().map(|head| head.to_lowercase()).collect();
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
fn lines(name: &str, text: &str) -> Result<(Line, Vec<Line>), Problem> {
    let sheet = Sheet::read(name, text)?;
    if sheet.heads.cells.is_empty() {
        return Err(Problem::new(name, "is empty", SHAPE));
    }
    let head = Line::of(sheet.heads);
    let rows: Vec<Line> = sheet.rows.into_iter().map(Line::of).collect();
    if rows.is_empty() {
        let what = "has a first line and no ratings below it";
        return Err(Problem::new(name, what, SHAPE));
    }
    for row in &rows {
        let (cells, wanted) = (row.cells.len() + 1, head.cells.len() + 1);
        if cells != wanted {
            let what = format!("has {cells} cells where the first line has {wanted}");
            let advice = "give every line one cell a column; an empty cell is a missing rating";
            return Err(row.problem(name, (what, advice)));
        }
        if row.unit.is_empty() {
            let what = "has no unit in its first cell".to_owned();
            return Err(row.problem(name, (what, "name the unit that the line is about")));
        }
    }
    Ok((head, rows))
}

fn wide(name: &str, head: Line, lines: Vec<Line>) -> Result<Grid, Problem> {
    for (at, coder) in head.cells.iter().enumerate() {
        if coder.is_empty() {
            let what = format!("has no name for the coder of column {}", at + 2);
            return Err(head.problem(name, (what, SHAPE)));
        }
        if head.cells.iter().take(at).any(|before| before == coder) {
            let what = format!("names the coder {coder} twice");
            return Err(head.problem(name, (what, "give every coder one column")));
        }
    }
    let coders = head.cells;
    let mut units: HashMap<String, usize> = HashMap::new();
    let mut cells = Vec::with_capacity(lines.len() * coders.len());
    for line in lines {
        if let Some(first) = units.insert(line.unit.clone(), line.number) {
            let what = format!("rates the unit {} again, after line {first}", line.unit);
            return Err(line.problem(name, (what, "give every unit one line")));
        }
        let given = line.cells.into_iter();
        cells.extend(given.map(|words| (!words.is_empty()).then_some((line.number, words))));
    }
    Ok(Grid { coders, cells })
}

fn long(name: &str, lines: Vec<Line>) -> Result<Grid, Problem> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for line in &lines {
        let coder = line.cells.first().cloned().unwrap_or_default();
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
    let units: HashSet<&str> = lines.iter().map(|line| line.unit.as_str()).collect();
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
        let unit = *units.entry(line.unit.clone()).or_insert(next);
        let [coder, words] = line.cells.as_slice() else {
            continue;
        };
        let place = places.get(coder).copied().unwrap_or(0);
        if let Some(first) = read.insert((unit, place), line.number) {
            let what = format!(
                "rates the unit {} by {coder} again, after line {first}",
                line.unit
            );
            return Err(line.problem(name, (what, "keep one rating a coder and unit")));
        }
        cells.resize(cells.len().max((unit + 1) * places.len()), None);
        if let Some(cell) = cells.get_mut(unit * places.len() + place) {
            *cell = (!words.is_empty()).then(|| (line.number, words.clone()));
        }
    }
    Ok(Grid {
        coders: places.into_keys().collect(),
        cells,
    })
}
