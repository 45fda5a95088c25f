//! The store contract on sled, made durable, with a worker thread of its own.
