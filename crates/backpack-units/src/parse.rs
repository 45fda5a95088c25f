//! The grammar of UCUM (section 2.1), case sensitive.

use crate::UnitError;
use crate::ratio::Ratio;
use crate::table::{self, Atom, Meaning};
use crate::unit::{Dimension, Unit};

/// The longest code that is read, in bytes.
const LONGEST: usize = 200;
/// The deepest nesting of parentheses.
const DEEPEST: usize = 16;

/// Reads a whole code.
pub(crate) fn unit(code: &str) -> Result<Unit, UnitError> {
    if code.is_empty() || code.len() > LONGEST {
        return Err(UnitError::Grammar);
    }
    let mut reader = Reader { rest: code, depth: 0 };
    let unit = reader.term()?;
    if reader.rest.is_empty() { Ok(unit) } else { Err(UnitError::Grammar) }
}

struct Reader<'c> {
    rest: &'c str,
    depth: usize,
}

impl<'c> Reader<'c> {
    /// Reads components joined by `.` and `/`, from left to right, perhaps with `/` before the first.
    fn term(&mut self) -> Result<Unit, UnitError> {
        let mut product = if self.eat('/') { self.component()?.power(-1)? } else { self.component()? };
        loop {
            let exponent = if self.eat('.') {
                1
            } else if self.eat('/') {
                -1
            } else {
                return Ok(product);
            };
            product = product.times(&self.component()?.power(exponent)?)?;
        }
    }

    fn component(&mut self) -> Result<Unit, UnitError> {
        if self.eat('(') {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(UnitError::Grammar);
            }
            let inner = self.term()?;
            self.depth -= 1;
            return if self.eat(')') { Ok(inner) } else { Err(UnitError::Grammar) };
        }
        if self.annotation()? {
            return Ok(Unit::number(Ratio::ONE));
        }
        let symbol = self.symbol()?;
        let unit = annotatable(symbol)?;
        self.annotation()?;
        Ok(unit)
    }

    /// Skips an annotation: it says what is counted, and changes nothing.
    fn annotation(&mut self) -> Result<bool, UnitError> {
        let Some(inside) = self.rest.strip_prefix('{') else { return Ok(false) };
        let (inside, rest) = inside.split_once('}').ok_or(UnitError::Grammar)?;
        if inside.contains('{') || !inside.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(UnitError::Grammar);
        }
        self.rest = rest;
        Ok(true)
    }

    /// Takes everything up to the end of a symbol with its exponent; brackets may hold any character of a symbol.
    fn symbol(&mut self) -> Result<&'c str, UnitError> {
        let mut inside = false;
        let ends = |sign: char| {
            inside = (inside || sign == '[') && sign != ']';
            !inside && matches!(sign, '.' | '/' | '(' | ')' | '{' | '}')
        };
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (symbol, rest) = self.rest.split_at(end);
        self.rest = rest;
        if symbol.is_empty() { Err(UnitError::Grammar) } else { Ok(symbol) }
    }

    fn eat(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

/// Reads a symbol with its exponent, or a plain number.
fn annotatable(text: &str) -> Result<Unit, UnitError> {
    let stem = text.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let digits = text.strip_prefix(stem).unwrap_or_default();
    if stem.is_empty() {
        let number = digits.parse::<i128>().map_err(|_| UnitError::Grammar)?;
        return if number == 0 {
            Err(UnitError::Grammar)
        } else {
            Ok(Unit::number(Ratio::scaled(number, 0)))
        };
    }
    let (symbol, negative) = match (stem.strip_suffix('-'), stem.strip_suffix('+')) {
        (Some(symbol), _) if !digits.is_empty() => (symbol, true),
        (_, Some(symbol)) if !digits.is_empty() => (symbol, false),
        _ => (stem, false),
    };
    let unit = simple(symbol)?;
    if digits.is_empty() {
        return Ok(unit);
    }
    let exponent = digits.parse::<i32>().ok().filter(|exponent| *exponent <= 99).ok_or(UnitError::Grammar)?;
    unit.power(if negative { -exponent } else { exponent })
}

/// Reads a symbol: an atom, or a prefix and an atom that takes one.
fn simple(symbol: &str) -> Result<Unit, UnitError> {
    if let Some(atom) = table::atom(symbol) {
        return meaning(atom);
    }
    let mut before_one_that_takes_none = false;
    for (prefix, factor) in table::PREFIXES {
        let Some(atom) = symbol.strip_prefix(prefix).and_then(table::atom) else { continue };
        if !atom.metric {
            before_one_that_takes_none = true;
            continue;
        }
        let unit = meaning(atom)?;
        if !unit.zero.is_zero() {
            return Err(UnitError::Special);
        }
        return unit.times(&Unit::number(factor.ratio()));
    }
    Err(if before_one_that_takes_none { UnitError::Prefix } else { UnitError::Unknown })
}

fn meaning(atom: &Atom) -> Result<Unit, UnitError> {
    Ok(match atom.meaning {
        Meaning::Base => Unit::plain(Ratio::ONE, Dimension::base(atom.code)),
        Meaning::Of(value, definition) => {
            let value = crate::Decimal::parse(value)?.to_ratio();
            unit(definition)?.times(&Unit::number(value))?
        }
        Meaning::Scale(slope, zero) => {
            let (slope, zero) = (fraction(slope)?, fraction(zero)?);
            Unit { zero, ..Unit::plain(slope, Dimension::base("K")) }
        }
    })
}

/// Reads `5/9` or a decimal.
fn fraction(text: &str) -> Result<Ratio, UnitError> {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let read = |text| crate::Decimal::parse(text).map(crate::Decimal::to_ratio);
    read(above)?.times(read(below)?.inverse()?)
}
