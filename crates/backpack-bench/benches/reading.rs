//! Reading alone: splitting a Bundle, reading headers, and what a parse into a tree of the same bytes costs.
//!
//! Run: `cargo bench -p backpack-bench --bench reading`
//!
//! Typed views are left out: building `fhir-model` takes minutes.

#![expect(clippy::print_stdout, reason = "a bench says what it measures")]
#![expect(clippy::expect_used, reason = "a bench without its input has nothing to measure")]

use std::sync::LazyLock;

use backpack::record::{Bundle, Header};
use backpack_bench::{Patients, headers, raw_values};
use divan::Bencher;
use divan::counter::BytesCount;
use serde_json::Value;

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let patients = Patients::load().expect("the patients can be unpacked or made");
    println!("{}", patients.origin);
    patients.read().expect("what was just written can be read")
});

fn main() {
    LazyLock::force(&FILES);
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn a_value_tree(bencher: Bencher<'_, '_>) {
    counted(bencher)
        .bench(|| FILES.iter().flat_map(|file| serde_json::from_slice(file)).map(kept::<Value>).count());
}

#[divan::bench(sample_count = 10)]
fn b_raw_value_split(bencher: Bencher<'_, '_>) {
    counted(bencher).bench(|| FILES.iter().map(|file| raw_values(file)).sum::<usize>());
}

#[divan::bench(sample_count = 10)]
fn c_split(bencher: Bencher<'_, '_>) {
    counted(bencher).bench(|| FILES.iter().flat_map(|file| Bundle::split(file)).map(kept).count());
}

#[divan::bench(sample_count = 10)]
fn d_split_and_headers(bencher: Bencher<'_, '_>) {
    counted(bencher).bench(|| FILES.iter().map(|file| headers(file)).sum::<usize>());
}

#[divan::bench(sample_count = 10)]
fn e_split_headers_and_content(bencher: Bencher<'_, '_>) {
    let mut content = Vec::new();
    counted(bencher).bench_local(|| {
        let bundles = FILES.iter().filter_map(|file| Bundle::split(file).ok());
        let resources =
            bundles.flat_map(|bundle| bundle.entries.into_iter().filter_map(|entry| entry.resource));
        resources.filter(|resource| Header::read_with_content(resource, &mut content).is_ok()).count()
    });
}

fn counted<'a, 'b>(bencher: Bencher<'a, 'b>) -> Bencher<'a, 'b> {
    bencher.counter(BytesCount::new(FILES.iter().map(Vec::len).sum::<usize>()))
}

/// Keeps a value from being optimised away.
fn kept<T>(value: T) -> T {
    divan::black_box(value)
}
