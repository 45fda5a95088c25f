//! Conformance checks for connectors, stores and blob stores; the demo portal; synthetic people; faults.
