//! Every example runs, and says what it should.
