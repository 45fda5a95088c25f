//! Units that people say in words.

use crate::Words;

impl Words {
    /// Returns a unit of UCUM as people say it after a number of so many: `[lb_av]` is `pounds`, `a` is `years`.
    ///
    /// `None` for those that are written in signs in every language, such as `mg/dL`.
    #[must_use]
    pub fn unit(&self, code: &str, count: i64) -> Option<String> {
        let name = match code {
            "min" => "minute",
            "h" => "hour",
            "d" => "day",
            "wk" => "week",
            "mo" => "month",
            "a" => "year",
            "[lb_av]" => "pound",
            "[oz_av]" => "ounce",
            "[in_i]" | "[in_us]" => "inch",
            "[ft_i]" | "[ft_us]" => "foot",
            "{steps}" => "step",
            "/min" | "{beats}/min" | "{breaths}/min" => "per-minute",
            _ => return None,
        };
        Some(self.say_count(&format!("unit-{name}"), count, &[]))
    }
}
