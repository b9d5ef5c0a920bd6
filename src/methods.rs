//! The methods sentence: what was measured and settled, in words that can be pasted into a paper and defended.
//!
//! It names the coders, the share of documents coded by several, independence, the codebook version, unit, coefficient, interval and
//! what became of disagreements (after O'Connor & Joffe 2020). Every number comes from the report and the queue.

use crate::agreement::interval::FEWEST_DOCUMENTS;
use crate::agreement::measure::Level;
use crate::agreement::report::Report;
use crate::agreement::unit::InterviewerTurns;
use crate::decision::Decision;
use crate::filter::View;
use crate::number::counted;
use crate::reconcile::queue::{Matter, Queue};
use crate::reconcile::tally::Tally;
use crate::round::{Round, Sight, Unit};

/// The paragraph about a closed round: its figures at the close, and the decisions made since.
pub fn methods(view: &View<'_>, (round, report): (&Round, &Report), queue: &Queue) -> String {
    let mut sentences = vec![who_coded_what(view, round, report)];
    sentences.push(what_was_measured(report));
    if report.unit != round.unit {
        let unit = round.unit.as_str();
        sentences.push(format!(
            "This is exploratory: the round's own unit is the {unit}."
        ));
    }
    for level in levels(report) {
        sentences.push(how_it_came_out(report, level));
    }
    sentences.extend(all_at_once(report));
    sentences.push(intervals(report));
    sentences.push(what_was_settled(queue));
    sentences.join(" ")
}

fn who_coded_what(view: &View<'_>, round: &Round, report: &Report) -> String {
    let coders: Vec<&str> = report
        .scope
        .coders
        .iter()
        .map(|coder| coder.0.as_str())
        .collect();
    let (shared, all) = (report.n_documents, view.documents().count());
    let share = 100.0 * shared as f64 / all.max(1) as f64;
    let apart = match round.sight {
        Sight::Blind => {
            "without seeing one another's codings (hidden by the program until the round closed, not sealed)"
        }
        Sight::Sealed => "without seeing one another's codings (encrypted until the round closed)",
        Sight::Open => "with one another's codings in sight",
    };
    let versions: Vec<String> = report
        .scope
        .codebook_versions
        .iter()
        .map(u32::to_string)
        .collect();
    let codebook = match versions.is_empty() {
        true => "a codebook that was not frozen".to_owned(),
        false => format!("version {} of the codebook", listed(&versions)),
    };
    let without = round
        .close
        .as_ref()
        .filter(|close| !close.without.is_empty());
    let without = without.map_or_else(String::new, |close| {
        let names: Vec<&str> = close.without.iter().map(|coder| coder.0.as_str()).collect();
        format!("; the round was closed without {}", listed(&names))
    });
    format!(
        "In round {}, {} coded {shared} of {} ({share:.0} %) with {codebook}, {apart}{without}.",
        round.name,
        listed(&coders),
        counted(all, "document"),
    )
}

fn what_was_measured(report: &Report) -> String {
    let unit = report.unit.as_str();
    let each = levels(report).into_iter().map(Level::as_str);
    let each: Vec<String> = each.map(|word| format!("{word} by {word}")).collect();
    let touching = match report.unit {
        Unit::Character => String::new(),
        _ => format!(", a code counting for every {unit} that it touches"),
    };
    let interviewers = match report.scope.interviewer_turns {
        InterviewerTurns::LeftOut => "interviewers' turns left out",
        InterviewerTurns::Included => "interviewers' turns included",
    };
    format!(
        "Agreement was measured {} on {} that at least two of them had judged ({interviewers}){touching}, by Krippendorff's alpha \
         (nominal).",
        each.join(" and "),
        counted(report.n_pairable, unit)
    )
}

/// The levels that have rows, themes first.
fn levels(report: &Report) -> Vec<Level> {
    let all = [Level::Theme, Level::Code].into_iter();
    all.filter(|level| report.rows.iter().any(|row| row.level == *level))
        .collect()
}

fn how_it_came_out(report: &Report, level: Level) -> String {
    let (overall, word) = (report.over(level), level.as_str());
    let figures = (overall.alpha_median, overall.alpha_min, overall.alpha_max);
    let mut words = match figures {
        (Some(median), Some(least), Some(most)) => format!(
            "Over the {} with three passages or more and a defined alpha, alpha had a median of {median:.2} (lowest {least:.2}, highest {most:.2})",
            counted(overall.n_defined, word)
        ),
        _ => format!("No {word} has both three passages and a defined alpha"),
    };
    if overall.n_undefined > 0 {
        let further = counted(overall.n_undefined, &format!("further {word}"));
        words.push_str(&format!("; for {further} alpha is undefined"));
    }
    match overall.n_rare {
        0 => {}
        1 => words.push_str("; 1 rarer one is reported as a count"),
        n => words.push_str(&format!("; {n} rarer ones are reported as counts")),
    }
    words + "."
}

fn all_at_once(report: &Report) -> Option<String> {
    let together = &report.overall.together;
    let of_sets = together
        .set_alpha_masi
        .ok()
        .map(|alpha| format!("alpha of the sets of codes (MASI distance) was {alpha:.2}"));
    let pooled = together
        .pooled_kappa
        .ok()
        .map(|kappa| format!("Cohen's kappa pooled over codes and pairs of coders was {kappa:.2}"));
    let figures: Vec<String> = of_sets.into_iter().chain(pooled).collect();
    let codes = counted(together.n_codes, "code");
    (!figures.is_empty()).then(|| format!("Over all {codes} at once, {}.", listed(&figures)))
}

fn intervals(report: &Report) -> String {
    match report.n_documents {
        documents if documents < FEWEST_DOCUMENTS => format!(
            "No interval is given, since {} cannot give one over documents.",
            counted(documents, "document")
        ),
        documents => format!(
            "Intervals are 95 % jackknife intervals over the {documents} documents (Student's t, {} degrees of freedom).",
            documents - 1
        ),
    }
}

fn what_was_settled(queue: &Queue) -> String {
    let tally = Tally::of(queue);
    if tally.disagreements == 0 {
        return "No stretch of text was coded differently.".to_owned();
    }
    let mut words = format!(
        "Of {}, {} {} settled afterwards",
        counted(tally.disagreements, "disagreement"),
        tally.settled,
        were(tally.settled)
    );
    if tally.settled > 0 {
        let hows: Vec<String> = tally
            .hows
            .iter()
            .map(|(how, n)| format!("{n} {how}"))
            .collect();
        words.push_str(&format!(" ({})", hows.join(", ")));
    }
    words.push_str(&who_was_there(queue));
    if !tally.causes.is_empty() {
        let causes: Vec<String> = tally
            .causes
            .iter()
            .map(|(cause, n)| format!("{cause} {n}"))
            .collect();
        words.push_str(&format!("; causes: {}", causes.join(", ")));
    }
    if tally.kept > 0 {
        let kept = tally.kept;
        let were = were(kept);
        words.push_str(&format!("; {kept} {were} left as disagreements on purpose"));
    }
    let open = tally.disagreements - tally.settled - tally.kept;
    if open > 0 {
        let are = if open == 1 { "is" } else { "are" };
        words.push_str(&format!("; {open} {are} not settled"));
    }
    words + ". Decisions changed nobody's codings: the figures are those before them."
}

fn were(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// Who was present, as far as decisions say: how many were made with everybody who judged the words.
fn who_was_there(queue: &Queue) -> String {
    let settled: Vec<(&Matter, &Decision)> = queue
        .matters
        .iter()
        .filter(|matter| matter.is_settled() && !matter.is_kept())
        .filter_map(|matter| Some((matter, matter.decision.as_ref()?)))
        .collect();
    let had_all = |(matter, decision): &&(&Matter, &Decision)| {
        let mut judges = matter.disagreement.group.sides.keys();
        judges.all(|coder| decision.present.contains(coder))
    };
    match (settled.iter().filter(had_all).count(), settled.len()) {
        (_, 0) => String::new(),
        (all, settled) if all == settled => ", each with all who had coded it present".to_owned(),
        (all, settled) => format!(", {all} of the {settled} with all who had coded it present"),
    }
}

/// Words as a list: "a", "a and b", "a, b and c".
pub fn listed<W: AsRef<str>>(words: &[W]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => "nobody".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
