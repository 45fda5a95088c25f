//! The engine: sign in, pull, read, keep, report.
