//! Connectors for what a person already has: FHIR bundles, NDJSON, single resources.
