//! Stretches that may overlap and embed, in one text: gamma and gamma-cat with the disorders they are made of.

use crate::agreement::gamma::alignment::Alignment;
use crate::agreement::gamma::continuum::{Continuum, Marked};
use crate::agreement::gamma::dissimilarity::Dissimilarity;
use crate::agreement::gamma::{Sampling, beyond_chance};
use crate::agreement::ratings::answer::{Answer, count, count_of, figure};
use crate::agreement::ratings::span;
use crate::number::counted;

/// Gamma, with different categories 1 apart and all weights 1.
pub fn answer(of: &span::Continuum, sampling: Sampling) -> Answer {
    let marked = |stretches: &Vec<crate::agreement::unitize::Stretch>| -> Vec<Marked> {
        let marked = stretches.iter().map(|stretch| Marked {
            span: stretch.span,
            category: stretch.value,
        });
        marked.collect()
    };
    let coders: Vec<Vec<Marked>> = of.stretches.iter().map(marked).collect();
    let by = Dissimilarity::default();
    // The best alignment needs no chance and may be there where gamma is not.
    let continuum = Continuum::new(&coders);
    let best = continuum
        .as_ref()
        .map_err(|reason| *reason)
        .and_then(|continuum| Ok((continuum, Alignment::best(continuum, &by)?)));
    let best = best.as_ref().map_err(|reason| *reason);
    let category = best.and_then(|(continuum, found)| found.category_disorder(continuum, &by));
    let found = best.and_then(|(continuum, best)| beyond_chance((continuum, best), &by, sampling));
    let found = found.as_ref().map_err(|reason| *reason);
    let unitary = best.map(|(_, found)| found.unitary.len() as u64);
    let drawn = found.map(|found| found.samples as u64);
    let lines = vec![
        figure(
            "best_alignment_disorder",
            best.map(|(_, found)| found.disorder),
        ),
        count_of("n_unitary_alignments", unitary),
        figure("gamma_cat_observed_disorder", category),
        figure("expected_disorder", found.map(|found| found.expected)),
        figure("gamma", found.map(|found| found.value)),
        figure(
            "gamma_cat",
            found.and_then(|found| Ok(found.category?.value)),
        ),
        count("seed", sampling.seed),
        count_of("samples", drawn),
        figure("precision", found.map(|found| found.precision)),
    ];
    let stretches: usize = coders.iter().map(Vec::len).sum();
    Answer {
        unit: "stretch",
        scope: vec![
            counted(stretches as u64, "stretch"),
            counted(of.coders.len() as u64, "coder"),
            "random continua drawn from the pooled numbers, gaps, lengths and categories"
                .to_owned(),
        ],
        lines,
    }
}
