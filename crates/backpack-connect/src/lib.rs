//! The contract between the engine and a portal: connector, query, page, cursor, grant, context, transport.
