//! What is kept and how: tables, blocks, catalog, sealing, compaction, journal; the one place that knows the format.
