//! Unlock slots, the key hierarchy and envelopes: pure functions over bytes.
