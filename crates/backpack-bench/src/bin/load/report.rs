//! Tables that a person can read and that docs/scaling.md can hold as they are.

use std::fmt::{self, Write as _};
use std::path::Path;

use crate::options::{Database, Options};

/// A table of text, written in Markdown with its columns aligned.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        Self { title: title.into(), rows: vec![columns.iter().map(ToString::to_string).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        writeln!(f, "### {}\n", self.title)?;
        for (at, row) in self.rows.iter().enumerate() {
            for (cell, &width) in row.iter().zip(&widths) {
                write!(f, "| {cell:width$} ")?;
            }
            writeln!(f, "|")?;
            if at == 0 {
                let rule: String = widths.iter().map(|width| format!("|{}", "-".repeat(width + 2))).collect();
                writeln!(f, "{rule}|")?;
            }
        }
        Ok(())
    }
}

/// What was asked for, in a line.
pub(crate) fn heading(options: &Options) -> String {
    let database = match options.database {
        Database::Postgres => "one PostgreSQL on loopback",
        Database::Memory => "the memory of this process",
    };
    let Options { accounts, records, narrative, .. } = options;
    format!("{accounts} accounts of {records} records with {narrative} bytes of text each, in {database}\n")
}

/// Prints a table, and adds it to the file of tables where one is asked for.
#[expect(clippy::print_stdout, reason = "the tables are the result")]
pub(crate) fn show(table: &Table, markdown: Option<&Path>) -> anyhow::Result<()> {
    println!("{table}");
    let Some(path) = markdown else { return Ok(()) };
    let mut text = if path.exists() { std::fs::read_to_string(path)? } else { String::new() };
    writeln!(text, "{table}")?;
    Ok(std::fs::write(path, text)?)
}

/// Returns a number with three digits that count, and thousands apart.
pub(crate) fn number(value: f64) -> String {
    let places = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        small if small >= 1.0 => 2,
        _ => 3,
    };
    let plain = format!("{value:.places$}");
    if places > 0 || !value.is_finite() {
        return plain;
    }
    let mut text = String::new();
    for (at, digit) in plain.chars().enumerate() {
        let is_digit = |digit: char| digit.is_ascii_digit();
        if at > 0 && (plain.len() - at).is_multiple_of(3) && text.ends_with(is_digit) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
