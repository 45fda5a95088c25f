//! Units as people write them.

/// Returns a unit of UCUM as people write it: `10*3/uL` is `10³/µL`, `mm[Hg]` is `mmHg`, `[degF]` is `°F`.
///
/// What is no unit of UCUM stays as it is.
#[must_use]
pub fn shown(code: &str) -> String {
    if let Some((_, words)) = WHOLE.iter().find(|(whole, _)| *whole == code) {
        return (*words).to_owned();
    }
    if crate::Unit::parse(code).is_err() {
        return code.to_owned();
    }
    let mut text = String::with_capacity(code.len() + 4);
    let mut signs = code.chars().peekable();
    let (mut inside, mut is_raised) = (None, false);
    while let Some(sign) = signs.next() {
        match sign {
            // Both only say what the letters between them are.
            '[' | '{' => inside = Some(sign),
            ']' | '}' => inside = None,
            _ if inside.is_some() => text.push(if sign == '_' { ' ' } else { sign }),
            '*' | '^' => is_raised = true,
            '.' => text.push('·'),
            'u' if signs.peek().is_some_and(char::is_ascii_alphabetic) && is_start(&text) => text.push('µ'),
            '0'..='9' if is_raised || text.chars().next_back().is_some_and(char::is_alphabetic) => {
                is_raised = true;
                text.extend(raised(sign));
            }
            '-' | '+' if is_raised => text.extend(raised(sign)),
            '-' if signs.peek().is_some_and(char::is_ascii_digit) => {
                is_raised = true;
                text.extend(raised(sign));
            }
            _ => text.push(sign),
        }
        is_raised = is_raised
            && (signs.peek().is_some_and(|next| next.is_ascii_digit() || matches!(next, '-' | '+')));
    }
    if text.is_empty() { String::new() } else { text }
}

/// Units whose signs say too little, or too much.
const WHOLE: &[(&str, &str)] = &[
    ("1", ""),
    ("Cel", "°C"),
    ("[degF]", "°F"),
    ("mm[Hg]", "mmHg"),
    ("cm[H2O]", "cmH₂O"),
    ("[in_i]", "in"),
    ("[in_us]", "in"),
    ("[ft_i]", "ft"),
    ("[ft_us]", "ft"),
    ("[lb_av]", "lb"),
    ("[oz_av]", "oz"),
    ("[pH]", "pH"),
    ("a", "years"),
    ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
    ("mL/min/1.73.m2", "mL/min/1.73 m²"),
];

fn is_start(text: &str) -> bool {
    text.chars().next_back().is_none_or(|last| matches!(last, '/' | '·' | '('))
}

/// Returns a digit or a sign as it is raised in a power: `-` and `3` are `⁻` and `³`. `None` for anything else.
#[must_use]
pub const fn raised(sign: char) -> Option<char> {
    Some(match sign {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '-' => '⁻',
        '+' => '⁺',
        _ => return None,
    })
}
