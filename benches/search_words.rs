//! Searching the text of a message.

use std::hint::black_box;

use charla::SearchWords;
use criterion::{Criterion, criterion_group, criterion_main};

fn matching(criterion: &mut Criterion) {
    let short = "¿Podría venir mañana por la tarde? El grifo de la cocina vuelve a gotear.";
    let long = short.repeat(50);
    let words = SearchWords::parse("grífo mañana").expect("two words");
    let absent = SearchWords::parse("xilófono").expect("a word");
    criterion.bench_function("two words, parsed", |bench| bench.iter(|| SearchWords::parse(black_box("grífo mañana"))));
    criterion.bench_function("two words in a short message", |bench| bench.iter(|| words.are_in(black_box(short))));
    criterion.bench_function("an absent word in 3,700 characters", |bench| {
        bench.iter(|| absent.are_in(black_box(&long)));
    });
    criterion.bench_function("the places of two words in a short message", |bench| {
        bench.iter(|| words.matches(black_box(short)));
    });
}

criterion_group!(benches, matching);
criterion_main!(benches);
