//! The kinds of ratings that a JSON file can hold: `{"kind": …, "data": {…}}`; anything beside them is left unread.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::character::Mark;
use crate::agreement::pair::Contingency;
use crate::agreement::ratings::Ratings;
use crate::agreement::ratings::matrix::{Matrix, Scale};
use crate::agreement::ratings::project::{CodedUnit, Project};
use crate::agreement::ratings::sampled::Wanted;
use crate::agreement::ratings::set::SetUnits;
use crate::agreement::ratings::span::{Continuum, MarkedDocument, MarkedDocuments};
use crate::agreement::unitize::Stretch;
use crate::import::ratings::json::At;
use crate::import::ratings::scale::{Value, scale};
use crate::number::counted;
use crate::problem::Problem;

const KINDS: &str = "matrix, contingency, counts2x2, sets, spans, spans_free, documents_spans, project_units, units_in_documents or sample_size";

/// Reads a JSON file of ratings.
pub fn read_json(name: &str, text: &str) -> Result<Ratings, Problem> {
    let json = serde_json::from_str(text).map_err(|cause: serde_json::Error| {
        let whole = cause.to_string();
        let what = whole.split(" at line ").next().unwrap_or(&whole);
        let place = format!("{name} line {}", cause.line());
        Problem::new(
            place,
            format!("is no JSON: {what}"),
            "mend the file and try again",
        )
    })?;
    let top = At::top(name, &json);
    let kind = top.key("kind")?.word()?;
    let data = top.key("data")?;
    match kind.as_str() {
        "matrix" => matrix(&data, None).map(Ratings::Matrix),
        "contingency" => contingency(&data),
        "counts2x2" => four(&data).map(Ratings::Counts),
        "sets" => sets(&data).map(Ratings::Sets),
        "spans" => {
            let length = data.key("length")?.count()?;
            stretches(&data, length).map(Ratings::Spans)
        }
        "spans_free" => stretches(&data, u32::MAX).map(Ratings::SpansFree),
        "documents_spans" => documents(&data).map(Ratings::Documents),
        "project_units" => project(&data).map(Ratings::Project),
        "units_in_documents" => units_in_documents(&data).map(Ratings::UnitsInDocuments),
        "sample_size" => sizes(&data).map(Ratings::SampleSize),
        other => {
            let what = format!("has the kind “{other}”, which is none of those that are measured");
            Err(Problem::new(name, what, format!("use {KINDS}")))
        }
    }
}

/// Rows of one value a coder. Without a declared scale, `common` or else the values that occur are the scale.
fn matrix(data: &At<'_>, common: Option<&[Value]>) -> Result<Matrix, Problem> {
    let rows = data.key("units")?.list()?;
    let mut values: Vec<Option<Value>> = Vec::new();
    let mut coders = None;
    for row in &rows {
        let cells = row.list()?;
        same_width(row, cells.len(), &mut coders)?;
        for cell in &cells {
            values.push(cell.rating()?);
        }
    }
    let declared = declared(data)?;
    let coders = coders.unwrap_or(0);
    let on = declared.as_deref().or(common);
    let (scale, cells) = scale(&values, on).map_err(|at| {
        let row = rows.get(at / coders.max(1)).unwrap_or(data);
        row.problem("has a value that is not among the categories")
    })?;
    if coders == 0 {
        return Err(data.problem("has no ratings"));
    }
    Ok(Matrix {
        coders: (1..=coders)
            .map(|number| format!("coder {number}"))
            .collect(),
        scale,
        cells,
    })
}

fn same_width(row: &At<'_>, width: usize, first: &mut Option<usize>) -> Result<(), Problem> {
    let first = *first.get_or_insert(width);
    if width == first {
        return Ok(());
    }
    Err(row.problem(format!(
        "has {} where the first row has {first}",
        counted(width, "rating")
    )))
}

fn declared(data: &At<'_>) -> Result<Option<Vec<Value>>, Problem> {
    let Some(categories) = data.has("categories") else {
        return Ok(None);
    };
    let mut values = Vec::new();
    for category in categories.list()? {
        let value = category.rating()?;
        let value = value.ok_or_else(|| category.problem("is not a category"))?;
        if values.contains(&value) {
            return Err(category.problem("is a category that is there already"));
        }
        values.push(value);
    }
    Ok(Some(values))
}

fn contingency(data: &At<'_>) -> Result<Ratings, Problem> {
    let table = data.key("table")?;
    let rows = table.list()?;
    let mut cells = Vec::new();
    for row in &rows {
        let counts = row.list()?;
        if counts.len() != rows.len() {
            let what = format!(
                "has {} in a table of {}",
                counted(counts.len(), "cell"),
                counted(rows.len(), "row")
            );
            return Err(row.problem(what));
        }
        for count in counts {
            cells.push(u64::from(count.count()?));
        }
    }
    let places = || {
        (1..=rows.len())
            .map(|place| Value::Word(place.to_string()))
            .collect()
    };
    let categories = declared(data)?.unwrap_or_else(places);
    if categories.len() != rows.len() {
        return Err(data.problem("does not have one category a row of the table"));
    }
    let none: [Option<Value>; 0] = [];
    let (scale, _): (Scale, _) = scale(&none, Some(&categories))
        .map_err(|_| data.problem("has a value that is not among the categories"))?;
    let table = Contingency::square(rows.len(), cells);
    let table = table.ok_or_else(|| data.problem("is not a square table"))?;
    Ok(Ratings::Contingency(table, scale))
}

fn four(data: &At<'_>) -> Result<Contingency, Problem> {
    let cell = |key: &str| data.key(key)?.count().map(u64::from);
    Ok(Contingency::yes_no([
        cell("both")?,
        cell("only_a")?,
        cell("only_b")?,
        cell("neither")?,
    ]))
}

/// Names by the order in which they were first met.
#[derive(Default)]
struct Names {
    places: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn place(&mut self, name: String) -> u32 {
        let next = self.names.len() as u32;
        match self.places.get(&name) {
            Some(place) => *place,
            None => {
                self.names.push(name.clone());
                self.places.insert(name, next);
                next
            }
        }
    }
}

impl Names {
    /// The names in alphabetical order, and the place there of each as it was first met.
    fn sorted(self) -> (Vec<String>, Vec<u32>) {
        let mut places = vec![0; self.names.len()];
        for (sorted, met) in (0u32..).zip(self.places.values()) {
            if let Some(place) = places.get_mut(*met as usize) {
                *place = sorted;
            }
        }
        (self.places.into_keys().collect(), places)
    }
}

fn code_set(at: &At<'_>, names: &mut Names) -> Result<Option<Vec<u32>>, Problem> {
    if at.json.is_null() {
        return Ok(None);
    }
    let codes = at.list()?;
    let codes = codes.iter().map(|code| Ok(names.place(code.word()?)));
    codes.collect::<Result<Vec<u32>, Problem>>().map(Some)
}

fn sets(data: &At<'_>) -> Result<SetUnits, Problem> {
    let (mut names, mut coders, mut units) = (Names::default(), None, Vec::new());
    for row in data.key("units")?.list()? {
        let cells = row.list()?;
        same_width(&row, cells.len(), &mut coders)?;
        let sets = cells.iter().map(|cell| code_set(cell, &mut names));
        units.push(sets.collect::<Result<CodedUnit, Problem>>()?);
    }
    Ok(SetUnits {
        coders: coders.unwrap_or(0),
        units,
    })
}

/// Each coder's stretches of a text of so many characters; one without an end ends with the last stretch.
fn stretches(data: &At<'_>, length: u32) -> Result<Continuum, Problem> {
    let (mut names, mut coders, mut stretches) = (Names::default(), Vec::new(), Vec::new());
    for (coder, own) in data.key("coders")?.entries()? {
        let own = own.list()?;
        let stretch = |at: &At<'_>| {
            let (span, code) = at.stretch(length)?;
            let value = names.place(code);
            Ok(Stretch { span, value })
        };
        stretches.push(
            own.iter()
                .map(stretch)
                .collect::<Result<Vec<_>, Problem>>()?,
        );
        coders.push(coder);
    }
    let all = stretches.iter().flatten();
    let last = all.map(|stretch: &Stretch| stretch.span.end().0).max();
    Ok(Continuum {
        length: if length == u32::MAX {
            last.unwrap_or(0)
        } else {
            length
        },
        coders,
        values: names.names,
        stretches,
    })
}

fn documents(data: &At<'_>) -> Result<MarkedDocuments, Problem> {
    let (mut coders, mut codes) = (Names::default(), Names::default());
    let mut documents: Vec<MarkedDocument> = Vec::new();
    for document in data.key("documents")?.list()? {
        let length = document.key("length")?.count()?;
        let (mut marks, mut coded_by) = (Vec::new(), BTreeSet::new());
        for (name, own) in document.key("coders")?.entries()? {
            let coder = coders.place(name);
            coded_by.insert(coder);
            for at in own.list()? {
                let (span, code) = at.stretch(length)?;
                let code = codes.place(code);
                marks.push(Mark { code, coder, span });
            }
        }
        documents.push(MarkedDocument {
            name: document.key("id")?.word()?,
            length,
            coded_by,
            marks,
        });
    }
    let (codes, places) = codes.sorted();
    let marks = documents
        .iter_mut()
        .flat_map(|document| &mut document.marks);
    for mark in marks {
        mark.code = places.get(mark.code as usize).copied().unwrap_or(mark.code);
    }
    Ok(MarkedDocuments {
        coders: coders.names,
        codes,
        documents,
    })
}

fn project(data: &At<'_>) -> Result<Project, Problem> {
    let mut codes = Names::default();
    let assignable = data.key("codes")?.list()?;
    let assignable = assignable.iter().map(|code| Ok(codes.place(code.word()?)));
    let assignable = assignable.collect::<Result<Vec<u32>, Problem>>()?;
    let mut below: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let tree = data.has("tree").map(|tree| tree.entries()).transpose()?;
    for (theme, children) in tree.unwrap_or_default() {
        codes.place(theme.clone());
        let children = children.list()?;
        let children = children.iter().map(At::word);
        below.insert(theme, children.collect::<Result<_, _>>()?);
    }
    let mut coders = Names::default();
    let listed = data.key("documents")?.list()?;
    for document in &listed {
        for coder in document.key("coded_by")?.list()? {
            coders.place(coder.word()?);
        }
    }
    let mut panel = coders.names;
    panel.sort_unstable();
    let mut documents = Vec::new();
    for document in &listed {
        documents.push(coded_document(document, &panel, &mut codes)?);
    }
    let themes = below.keys().map(|theme| {
        let mut within = BTreeSet::new();
        gather(theme, &below, &mut within);
        let within = within.into_iter().map(|code| codes.place(code));
        (theme.clone(), within.collect())
    });
    let themes = themes.collect();
    Ok(Project {
        coders: panel,
        codes: codes.names,
        assignable,
        themes,
        documents,
    })
}

fn coded_document(
    document: &At<'_>,
    panel: &[String],
    codes: &mut Names,
) -> Result<(String, Vec<CodedUnit>), Problem> {
    let by = document.key("coded_by")?.list()?;
    let by: Vec<String> = by.iter().map(At::word).collect::<Result<_, _>>()?;
    let mut units = Vec::new();
    for unit in document.key("units")?.list()? {
        if let Some((coder, at)) = unit
            .entries()?
            .into_iter()
            .find(|(coder, _)| !by.contains(coder))
        {
            return Err(at.problem(format!(
                "is coded by {coder}, whom “coded_by” does not name"
            )));
        }
        let of_coder = |coder: &String| match unit.has(coder) {
            Some(at) => code_set(&at, codes),
            None => Ok(None),
        };
        units.push(
            panel
                .iter()
                .map(of_coder)
                .collect::<Result<CodedUnit, Problem>>()?,
        );
    }
    Ok((document.key("id")?.word()?, units))
}

/// A theme and all below it; a ring in the tree is walked once.
fn gather(theme: &str, below: &BTreeMap<String, Vec<String>>, within: &mut BTreeSet<String>) {
    let mut open = vec![theme.to_owned()];
    while let Some(code) = open.pop() {
        if within.insert(code.clone()) {
            open.extend(below.get(&code).into_iter().flatten().cloned());
        }
    }
}

fn units_in_documents(data: &At<'_>) -> Result<Vec<Matrix>, Problem> {
    let documents = data.key("documents")?.list()?;
    // The scale is that of the file, so that a value missing from one document is still a category there.
    let (mut known, mut met) = (Vec::new(), BTreeSet::new());
    for document in &documents {
        for row in document.key("units")?.list()? {
            for cell in row.list()? {
                let value = cell.rating()?;
                known.extend(value.filter(|value| met.insert(value.name())));
            }
        }
    }
    let of = |document: &At<'_>| matrix(document, Some(&known));
    let read: Vec<Matrix> = documents.iter().map(of).collect::<Result<_, _>>()?;
    let coders = read.first().map_or(0, |matrix| matrix.coders.len());
    let odd = (documents.iter().zip(&read)).find(|(_, matrix)| matrix.coders.len() != coders);
    match odd {
        Some((at, _)) => Err(at.problem("has another number of coders than the first document")),
        None => Ok(read),
    }
}

fn sizes(data: &At<'_>) -> Result<Vec<Wanted>, Problem> {
    let rows = data.key("rows")?.list()?;
    let row = |at: &At<'_>| {
        let share = |key: &str| {
            let at = at.key(key)?;
            let number = at.number()?;
            let fits = number > 0.0 && number < 1.0;
            if fits {
                Ok(number)
            } else {
                Err(at.problem("is not between 0 and 1"))
            }
        };
        Ok(Wanted {
            error_margin: share("error_margin")?,
            p_o: share("p_o")?,
        })
    };
    rows.iter().map(row).collect()
}
