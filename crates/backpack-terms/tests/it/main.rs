//! What the lists hold, and that a few letters find the word that somebody means.

mod lists;
mod own;
mod searching;
