//! Rendering on the server: one row of the panel, and one bubble.

use std::hint::black_box;

use app::measured;
use criterion::{Criterion, criterion_group, criterion_main};

fn rendering(criterion: &mut Criterion) {
    measured::with_row(|render| {
        criterion.bench_function("one row of the panel", |bench| bench.iter(|| black_box(render())));
    });
    measured::with_bubble(|render| {
        criterion.bench_function("one bubble", |bench| bench.iter(|| black_box(render())));
    });
}

criterion_group!(benches, rendering);
criterion_main!(benches);
