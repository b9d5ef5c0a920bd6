//! The theme table as commands print it: `themes` by options, `table` by a spec, `demo` on its tour.

use crate::cli::context::{Context, attribute, layer};
use crate::cli::failure::Failure;
use crate::cli::guard::{GuardArgs, Guarded, released, tell_what_gave_way};
use crate::cli::output::{Reach, TableFormat};
use crate::cli::standing::provisos;
use crate::codebook::Depth;
use crate::filter::View;
use crate::quotes::attribution::Attribution;
use crate::quotes::exemplar::{Exemplars, Spread};
use crate::session::Session;
use crate::texts::Texts;
use crate::theme_table::{Form, Quoted, ThemeTableSpec, theme_table};
use crate::themes::{Themes, themes};

/// What is asked for, and how it is written.
pub struct Asked<'a> {
    /// Which table.
    pub spec: &'a ThemeTableSpec,
    /// How small a group may be shown.
    pub guard: &'a GuardArgs,
    /// How it is written.
    pub format: &'a TableFormat,
}

/// Prints the table.
pub fn print(
    context: &mut Context,
    session: &mut Session,
    (texts, incomplete): (&Texts, Option<String>),
    asked: &Asked<'_>,
) -> Result<(), Failure> {
    let Asked {
        spec,
        guard,
        format,
    } = asked;
    let view = session.view();
    let of = layer(&view, &spec.layer)?;
    spec.by.iter().try_for_each(|name| attribute(&view, name))?;
    let reach = context.out.reach(format);
    let guarded = Guarded::table(&view, guard, (&spec.by, reach))?;
    let mut found = themes((&view, texts), &of, (depth(spec)?, &guarded.by));
    if let Some(title) = &spec.title {
        found.title.clone_from(title);
    }
    let (quotes, said) = quotes((&view, texts), &found, (asked, reach))?;
    found.notes.extend(guarded.notes.iter().cloned());
    found.notes.extend(said);
    found.notes.extend(provisos(&view, incomplete));
    if context.out.is_json_for(format) {
        let mut value = serde_json::to_value(&found)
            .map_err(|_| Failure::new("the table cannot be written as JSON"))?;
        if let Some(quotes) = &quotes {
            value["quotes"] = serde_json::json!(quotes.by_theme);
        }
        return context.out.value(&value, format);
    }
    let form = match reach {
        Reach::Team => Form::Screen,
        Reach::Paper if format.for_sheets() => Form::Sheet,
        Reach::Paper => Form::Page,
    };
    let table = theme_table(&found, (&guarded.by, quotes.as_ref()), form);
    drop(view);
    let table = released(context, session, (table, format))?;
    if reach == Reach::Paper {
        guarded.keep(session, "themes")?;
        tell_what_gave_way(context, (&guarded, &spec.by))?;
    }
    context.out.table(&table, format)
}

/// The quotes of the table's themes where any are asked for, and what must be said of them.
fn quotes(
    (view, texts): (&View<'_>, &Texts),
    found: &Themes,
    (asked, reach): (&Asked<'_>, Reach),
) -> Result<(Option<Quoted>, Vec<String>), Failure> {
    let spec = asked.spec;
    if spec.quotes == 0 {
        return Ok((None, Vec::new()));
    }
    let by = match spec.attribution.is_empty() {
        true => Attribution::parse(&spec.by),
        false => Attribution::parse(&spec.attribution),
    };
    by.attributes()
        .iter()
        .try_for_each(|name| attribute(view, name))?;
    let exemplars = Exemplars::of(view, texts);
    let codebook = view.codebook_in_use();
    let keys: Vec<String> = found.rows.iter().map(|row| row.key.clone()).collect();
    let per_theme = usize::from(spec.quotes);
    let spread = Spread::over(&exemplars, &codebook, (&keys, per_theme));
    let (k, _) = asked.guard.k(view)?;
    let (narrower, split) = by.screened(view, (&spread.people(), k));
    let mut said: Vec<String> = split.why.into_iter().collect();
    let without: Vec<&str> = spread.without().collect();
    if !without.is_empty() {
        said.push(format!("no quote is chosen for {}", without.join(", ")));
    }
    let by = match reach {
        Reach::Paper => narrower,
        Reach::Team => by,
    };
    let quoted = Quoted::of(view, (&exemplars, &codebook), (found, per_theme, &by));
    Ok((Some(quoted), said))
}

fn depth(spec: &ThemeTableSpec) -> Result<Depth, Failure> {
    Depth::parse(&spec.themes).ok_or_else(|| {
        Failure::wrong_use(format!("“{}” says not which codes have rows", spec.themes))
            .hint("use codes, themes, lowest or top")
    })
}
