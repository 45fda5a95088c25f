//! Units as laboratories and people spell them, in codes of UCUM.

use std::borrow::Cow;

use crate::Unit;

/// Returns the code of UCUM that a spelling means: `MG/DL` is `mg/dL`, `K/uL` is `10*3/uL`, `lbs` is `[lb_av]`.
///
/// A code of UCUM comes back as it is, unless people mean something else by it: `K/uL` are no kelvins, and `MG` are no
/// megagauss. `None` if nobody can say what is meant; the unit is then shown as written, and not converted.
#[must_use]
pub fn ucum_of(spelling: &str) -> Option<Cow<'_, str>> {
    let trimmed = spelling.trim();
    if trimmed.is_empty() || trimmed.len() > 60 {
        return None;
    }
    let tidy = tidy(trimmed);
    if let Some(code) = whole(&tidy) {
        return Some(Cow::Borrowed(code));
    }
    let shouted = tidy.chars().filter(|sign| sign.is_ascii_alphabetic()).count() >= 2
        && !tidy.chars().any(|sign| sign.is_ascii_lowercase())
        && !tidy.contains('[');
    // UCUM has `10*` for people who cannot raise digits, and `10^` for nobody in particular.
    let means_something_else = shouted || starts_with_count(&tidy) || tidy.contains("10^");
    if !means_something_else && Unit::parse(trimmed).is_ok() {
        return Some(Cow::Borrowed(trimmed));
    }
    let code = by_parts(&tidy).filter(|code| Unit::parse(code).is_ok());
    let code = code.or_else(|| Unit::parse(&tidy).is_ok().then(|| tidy.clone()));
    code.map(Cow::Owned)
}

/// Takes out spaces, and writes signs that look alike in one way.
fn tidy(text: &str) -> String {
    let signs = text.chars().filter(|sign| !sign.is_whitespace());
    let same = signs.map(|sign| match sign {
        'µ' | 'μ' => 'u',
        '×' => 'x',
        '÷' | '∕' => '/',
        '²' => '2',
        '³' => '3',
        '⁹' => '9',
        '⁶' => '6',
        sign => sign,
    });
    same.collect()
}

/// `K/uL` and `M/uL` count cells in thousands and millions.
fn starts_with_count(text: &str) -> bool {
    text.starts_with("K/") || text.starts_with("M/")
}

fn whole(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    WHOLE.iter().find(|(spellings, _)| spellings.contains(&lower.as_str())).map(|(_, code)| *code)
}

fn by_parts(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let lower = lower.replace("per", "/").replace("(hg)", "hg");
    let (above, below) =
        lower.split_once('/').map_or((lower.as_str(), None), |(above, below)| (above, Some(below)));
    let counted = below.is_some_and(is_volume);
    let mut code = match above {
        "" => String::new(),
        "k" | "thousand" | "thou" | "th" | "ths" if counted => "10*3".to_owned(),
        "m" | "million" | "mil" | "mill" if counted => "10*6".to_owned(),
        above => power_of_ten(above).or_else(|| part(above).map(str::to_owned))?,
    };
    for one in below.into_iter().flat_map(|below| below.split('/')) {
        code.push('/');
        code.push_str(part(one)?);
    }
    Some(code)
}

fn is_volume(text: &str) -> bool {
    matches!(part(text), Some("uL" | "mL" | "dL" | "L" | "mm3"))
}

/// Reads `x10^3`, `10E3`, `x10(3)`, `10*3`, `10 3` and what may follow, such as `cells`.
fn power_of_ten(text: &str) -> Option<String> {
    let text = text.strip_prefix('x').or_else(|| text.strip_prefix('*')).unwrap_or(text);
    let text = ["cells", "cell", "#"].iter().find_map(|what| text.strip_suffix(what)).unwrap_or(text);
    let power = text.strip_prefix("10")?;
    let power = power.trim_start_matches(['^', '*', 'e', '(', '+']).trim_end_matches(')');
    let is_power = (1..=2).contains(&power.len()) && power.bytes().all(|byte| byte.is_ascii_digit());
    is_power.then(|| format!("10*{}", power.trim_start_matches('0')))
}

fn part(text: &str) -> Option<&'static str> {
    PARTS.iter().find(|(spellings, _)| spellings.contains(&text)).map(|(_, code)| *code)
}

/// Whole units, in lower case without spaces.
const WHOLE: &[(&[&str], &str)] = &[
    (&["bpm", "beats/min", "beats/minute", "beat/min", "beats/m", "beatsperminute", "{beats}/min"], "/min"),
    (&["breaths/min", "breaths/minute", "br/min", "brpm", "breath/min", "resp/min", "rpm"], "/min"),
    (
        &["°f", "degf", "deg.f", "degreesf", "f", "fahrenheit", "degreesfahrenheit", "degreefahrenheit"],
        "[degF]",
    ),
    (&["°c", "degc", "deg.c", "degreesc", "c", "celsius", "degreescelsius", "degreecelsius", "cel"], "Cel"),
    (&["lb", "lbs", "lb.", "lbs.", "pound", "pounds", "lb_av"], "[lb_av]"),
    (&["oz", "ounce", "ounces", "oz_av"], "[oz_av]"),
    (&["in", "in.", "inch", "inches", "in_i", "\""], "[in_i]"),
    (&["in_us"], "[in_us]"),
    (&["ft", "foot", "feet", "ft_i"], "[ft_i]"),
    (&["mi", "mile", "miles"], "[mi_i]"),
    (&["mmhg", "mm(hg)", "mmofhg", "torr"], "mm[Hg]"),
    (&["cmh2o", "cmh20", "cmofh2o"], "cm[H2O]"),
    (&["percent", "pct", "%sat", "%(calc)", "%oftotal", "%oftotalhgb", "%hgb", "%ofhgb"], "%"),
    (&["ph", "[ph]", "phunits"], "[pH]"),
    (&["kg/m2", "kg/m^2", "kg/sqm", "kg/msq", "kg/(m^2)", "kg/m**2"], "kg/m2"),
    (
        &[
            "ml/min/1.73",
            "ml/min/1.73m2",
            "ml/min/1.73m^2",
            "ml/min/1.73sqm",
            "ml/min/1.73sq.m",
            "ml/min/1.73sq.m.",
            "ml/min/1.73_m2",
            "ml/min/bsa",
            "ml/min/{1.73_m2}",
            "ml/min/{1.73m2}",
            "ml/min/1.73.m2",
        ],
        "mL/min/{1.73_m2}",
    ),
    (&["inr", "{inr}", "ratio", "{ratio}", "score", "{score}", "s/co", "index"], "1"),
    (&["copies/ml", "cop/ml", "{copies}/ml"], "{copies}/mL"),
    (&["mg%", "mgs%"], "mg/dL"),
    (&["g%", "gm%", "gms%"], "g/dL"),
    (
        &[
            "cells/cumm",
            "cell/cumm",
            "cells/mm3",
            "cells/ul",
            "cell/ul",
            "cells/mcl",
            "#/ul",
            "/cumm",
            "/cmm",
        ],
        "/uL",
    ),
    (&["yearsold", "year", "years", "yr", "yrs", "y"], "a"),
    (&["month", "months", "mos"], "mo"),
    (&["week", "weeks", "wks"], "wk"),
    (&["day", "days"], "d"),
    (&["hour", "hours", "hr", "hrs"], "h"),
    (&["minute", "minutes", "mins"], "min"),
    (&["second", "seconds", "sec", "secs"], "s"),
    (&["kcal", "calories", "kilocalories"], "kcal"),
    (&["steps", "step", "count", "{steps}"], "{steps}"),
];

/// What stands above or below a line, in lower case.
const PARTS: &[(&[&str], &str)] = &[
    (&["kg", "kgs", "kilogram", "kilograms"], "kg"),
    (&["g", "gm", "gms", "gram", "grams"], "g"),
    (&["mg", "mgs", "milligram", "milligrams"], "mg"),
    (&["ug", "mcg", "mcgs", "microgram", "micrograms"], "ug"),
    (&["ng", "nanogram", "nanograms"], "ng"),
    (&["pg", "picogram", "picograms"], "pg"),
    (&["fg"], "fg"),
    (&["l", "liter", "litre", "liters", "litres"], "L"),
    (&["dl", "deciliter", "decilitre"], "dL"),
    (&["cl"], "cL"),
    (&["ml", "cc", "milliliter", "millilitre", "milliliters"], "mL"),
    (&["ul", "mcl", "microliter", "microlitre"], "uL"),
    (&["nl"], "nL"),
    (&["fl"], "fL"),
    (&["mm3", "mm^3", "cumm", "cmm", "cu.mm"], "mm3"),
    (&["mol"], "mol"),
    (&["mmol", "millimol", "millimole", "millimoles"], "mmol"),
    (&["umol", "mcmol", "micromol", "micromole"], "umol"),
    (&["nmol", "nanomol"], "nmol"),
    (&["pmol", "picomol"], "pmol"),
    (&["meq", "milliequivalent", "milliequivalents"], "meq"),
    (&["ueq"], "ueq"),
    (&["mosm", "mosmol", "mosmoles"], "mosm"),
    (&["iu", "intlunits", "[iu]"], "[IU]"),
    (&["miu", "mintlunits", "m[iu]"], "m[IU]"),
    (&["uiu", "mciu", "u[iu]", "uintlunits"], "u[IU]"),
    (&["kiu", "k[iu]"], "k[IU]"),
    (&["u", "unit", "units"], "U"),
    (&["mu", "munits"], "mU"),
    (&["uu", "uunits"], "uU"),
    (&["ku"], "kU"),
    (&["ukat"], "ukat"),
    (&["nkat"], "nkat"),
    (&["m", "meter", "metre"], "m"),
    (&["cm", "centimeter", "centimeters", "centimetre", "centimetres"], "cm"),
    (&["mm", "millimeter", "millimeters", "millimetre"], "mm"),
    (&["um"], "um"),
    (&["m2", "m^2", "sqm", "m**2"], "m2"),
    (&["hpf", "[hpf]"], "[HPF]"),
    (&["lpf", "[lpf]"], "[LPF]"),
    (&["s", "sec", "second"], "s"),
    (&["min", "minute"], "min"),
    (&["h", "hr", "hour"], "h"),
    (&["d", "day", "24h", "24hr", "24hrs"], "d"),
    (&["wk", "week"], "wk"),
    (&["cells", "cell", "#"], "{cells}"),
    (&["creat", "creatinine", "mgcreat"], "{creat}"),
    (&["kpa"], "kPa"),
    (&["cfu"], "[CFU]"),
    (&["mv"], "mV"),
    (&["%"], "%"),
];
