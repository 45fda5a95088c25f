//! The connector for SMART on FHIR portals: discovery, sign-in, query plan, dialects, attachments.
