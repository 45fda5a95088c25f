//! Codes of countries, and of the states of the US.

/// Countries by ISO 3166-1 alpha-2, sorted.
const COUNTRIES: &str = "
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// What the US Postal Service delivers to (Publication 28, appendix B): states, the District of Columbia, territories,
/// freely associated states, the armed forces.
const STATES: &str = "
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
    RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI FM MH PW AA AE AP";

/// Says whether a text is a country's code, in capitals.
pub(super) fn is_country(code: &str) -> bool {
    COUNTRIES.split_whitespace().any(|one| one == code)
}

/// Says whether a text is the code of a state of the US, in capitals.
pub(super) fn is_state(code: &str) -> bool {
    STATES.split_whitespace().any(|one| one == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let countries: Vec<_> = COUNTRIES.split_whitespace().collect();
        assert_eq!(countries.len(), 249);
        assert!(countries.is_sorted() && countries.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(STATES.split_whitespace().count(), 50 + 1 + 5 + 3 + 3);
        assert!(!is_country("us") && !is_country("") && !is_country("UK") && !is_state("ZZ"));
    }
}
