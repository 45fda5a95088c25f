//! Typed views of a record's body as fhir-model types: a view, never the truth.
