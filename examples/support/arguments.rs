//! Command-line arguments: flags, options with a value, and the rest.

use std::collections::BTreeMap;
use std::env;

use anyhow::{Context as _, bail};

/// The arguments of an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arguments {
    flags: Vec<String>,
    values: BTreeMap<String, String>,
    /// What is neither a flag nor an option.
    pub rest: Vec<String>,
}

impl Arguments {
    /// Reads the process's arguments; `usage` is shown if one is not among those named.
    pub fn read(flags: &[&str], options: &[&str], usage: &str) -> anyhow::Result<Self> {
        Self::parse(env::args().skip(1), flags, options).context(usage.to_owned())
    }

    fn parse(
        mut given: impl Iterator<Item = String>,
        flags: &[&str],
        options: &[&str],
    ) -> anyhow::Result<Self> {
        let mut arguments = Self::default();
        while let Some(argument) = given.next() {
            match argument.strip_prefix("--") {
                Some(name) if flags.contains(&name) => arguments.flags.push(name.to_owned()),
                Some(name) if options.contains(&name) => {
                    let value = given.next().with_context(|| format!("--{name} needs a value"))?;
                    arguments.values.insert(name.to_owned(), value);
                }
                Some(name) => bail!("there is no --{name}"),
                None => arguments.rest.push(argument),
            }
        }
        Ok(arguments)
    }

    /// Says whether a flag was given.
    #[must_use]
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }

    /// Returns an option's value.
    #[must_use]
    pub fn value(&self, option: &str) -> Option<&str> {
        self.values.get(option).map(String::as_str)
    }

    /// Returns the value of an option that must be given.
    pub fn required(&self, option: &str) -> anyhow::Result<&str> {
        self.value(option).with_context(|| format!("--{option} is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn flags_options_and_the_rest_are_told_apart() {
        let given = ["a.json", "--json", "--store", "here", "b.json"].map(str::to_owned);
        let read = Arguments::parse(given.into_iter(), &["json"], &["store"]).unwrap();
        assert!(read.has("json"));
        assert_eq!(
            (read.required("store").unwrap(), read.rest.clone()),
            ("here", vec!["a.json".to_owned(), "b.json".to_owned()])
        );
    }

    #[test]
    fn what_is_unknown_or_half_is_refused() {
        for given in [&["--verbose"][..], &["--store"]] {
            let given = given.iter().map(ToString::to_string);
            assert!(Arguments::parse(given, &["json"], &["store"]).is_err());
        }
    }
}
