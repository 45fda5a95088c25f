//! What a person does with a Backpack, line by line: docs/product.md says which test stands for which line.

mod amending;
mod cards;
mod connecting;
mod contacts;
mod entries;
mod files;
mod finding;
mod overlay;
mod people;
mod requests;
mod safe;
mod seeing;
mod sharing;
mod ways_in;
