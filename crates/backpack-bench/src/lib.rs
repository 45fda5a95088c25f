//! Benchmarks, nothing else.
