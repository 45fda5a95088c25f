//! The states and territories of the United States, since lists write `NC` and people write North Carolina.

/// Returns the name of a state whose postal code this is.
pub(crate) fn name_of(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    STATES
        .binary_search_by_key(&code.as_str(), |(code, _)| code)
        .ok()
        .and_then(|at| STATES.get(at))
        .map(|s| s.1)
}

/// Returns the postal code of a state that has this name, in any case.
pub(crate) fn code_of(name: &str) -> Option<&'static str> {
    STATES.iter().find(|(_, full)| full.eq_ignore_ascii_case(name)).map(|(code, _)| *code)
}

const STATES: &[(&str, &str)] = &[
    ("AK", "Alaska"),
    ("AL", "Alabama"),
    ("AR", "Arkansas"),
    ("AS", "American Samoa"),
    ("AZ", "Arizona"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DC", "District of Columbia"),
    ("DE", "Delaware"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("GU", "Guam"),
    ("HI", "Hawaii"),
    ("IA", "Iowa"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("MA", "Massachusetts"),
    ("MD", "Maryland"),
    ("ME", "Maine"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MO", "Missouri"),
    ("MP", "Northern Mariana Islands"),
    ("MS", "Mississippi"),
    ("MT", "Montana"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("NE", "Nebraska"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NV", "Nevada"),
    ("NY", "New York"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("PR", "Puerto Rico"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VA", "Virginia"),
    ("VI", "Virgin Islands"),
    ("VT", "Vermont"),
    ("WA", "Washington"),
    ("WI", "Wisconsin"),
    ("WV", "West Virginia"),
    ("WY", "Wyoming"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_is_found_both_ways() {
        for (code, name) in STATES {
            assert_eq!((name_of(code), code_of(&name.to_lowercase())), (Some(*name), Some(*code)));
        }
        assert_eq!((name_of("XX"), code_of("Bavaria")), (None, None));
    }
}
