//! The units that are known: codes, values and definitions of UCUM (version 2.1).
//!
//! Arbitrary units (section 4.4) and those on a logarithmic scale are base units here: each converts to itself alone.
//! Left out are units outside health and medicine, and homeopathic potencies, slope and prism dioptre.

use crate::ratio::Ratio;

/// One unit of the table.
#[derive(Debug)]
pub(crate) struct Atom {
    pub(crate) code: &'static str,
    /// Whether it takes prefixes.
    pub(crate) metric: bool,
    pub(crate) meaning: Meaning,
}

/// What a unit is.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Nothing else: other units are made of it.
    Base,
    /// So many of a unit.
    Of(&'static str, &'static str),
    /// A temperature: how many kelvins a degree is, and where its zero is, in kelvins.
    Scale(&'static str, &'static str),
}

/// A power of ten or of two.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Factor {
    Ten(i32),
    Two(u32),
}

impl Factor {
    pub(crate) fn ratio(self) -> Ratio {
        match self {
            Self::Ten(exponent) => Ratio::scaled(1, exponent),
            Self::Two(exponent) => Ratio::scaled(1 << exponent, 0),
        }
    }
}

/// The prefixes (UCUM tables 1 and 2), those of two letters first.
pub(crate) const PREFIXES: &[(&str, Factor)] = &[
    ("da", Factor::Ten(1)),
    ("Ki", Factor::Two(10)),
    ("Mi", Factor::Two(20)),
    ("Gi", Factor::Two(30)),
    ("Ti", Factor::Two(40)),
    ("Y", Factor::Ten(24)),
    ("Z", Factor::Ten(21)),
    ("E", Factor::Ten(18)),
    ("P", Factor::Ten(15)),
    ("T", Factor::Ten(12)),
    ("G", Factor::Ten(9)),
    ("M", Factor::Ten(6)),
    ("k", Factor::Ten(3)),
    ("h", Factor::Ten(2)),
    ("d", Factor::Ten(-1)),
    ("c", Factor::Ten(-2)),
    ("m", Factor::Ten(-3)),
    ("u", Factor::Ten(-6)),
    ("n", Factor::Ten(-9)),
    ("p", Factor::Ten(-12)),
    ("f", Factor::Ten(-15)),
    ("a", Factor::Ten(-18)),
    ("z", Factor::Ten(-21)),
    ("y", Factor::Ten(-24)),
];

/// Returns the row of a code.
pub(crate) fn atom(code: &str) -> Option<&'static Atom> {
    ATOMS.get(ATOMS.binary_search_by(|atom| atom.code.cmp(code)).ok()?)
}

const fn base(code: &'static str, metric: bool) -> Atom {
    Atom { code, metric, meaning: Meaning::Base }
}

const fn of(code: &'static str, metric: bool, value: &'static str, unit: &'static str) -> Atom {
    Atom { code, metric, meaning: Meaning::Of(value, unit) }
}

/// Sorted by code.
static ATOMS: &[Atom] = &[
    of("%", false, "1", "10*-2"),
    of("'", false, "1", "deg/60"),
    of("''", false, "1", "'/60"),
    of("10*", false, "10", "1"),
    of("10^", false, "10", "1"),
    of("A", true, "1", "C/s"),
    of("AU", false, "149597870691", "m"),
    of("Ao", false, "0.1", "nm"),
    base("B", true),
    base("B[10.nV]", true),
    base("B[SPL]", true),
    base("B[V]", true),
    base("B[W]", true),
    base("B[kW]", true),
    base("B[mV]", true),
    base("B[uV]", true),
    of("Bq", true, "1", "s-1"),
    of("By", true, "8", "bit"),
    base("C", true),
    Atom { code: "Cel", metric: true, meaning: Meaning::Scale("1", "273.15") },
    of("Ci", true, "37e9", "Bq"),
    of("F", true, "1", "C/V"),
    of("G", true, "1e-4", "T"),
    of("Gal", true, "1", "cm/s2"),
    of("Gy", true, "1", "J/kg"),
    of("H", true, "1", "Wb/A"),
    of("Hz", true, "1", "s-1"),
    of("J", true, "1", "N.m"),
    base("K", true),
    of("L", true, "1", "l"),
    of("N", true, "1", "kg.m/s2"),
    base("Np", true),
    of("Ohm", true, "1", "V/A"),
    of("P", true, "1", "dyn.s/cm2"),
    of("Pa", true, "1", "N/m2"),
    of("R", true, "2.58e-4", "C/kg"),
    of("RAD", true, "100", "erg/g"),
    of("REM", true, "1", "RAD"),
    of("S", true, "1", "Ohm-1"),
    of("St", true, "1", "cm2/s"),
    of("Sv", true, "1", "J/kg"),
    of("T", true, "1", "Wb/m2"),
    of("U", true, "1", "umol/min"),
    of("V", true, "1", "J/C"),
    of("W", true, "1", "J/s"),
    of("Wb", true, "1", "V.s"),
    base("[APL'U]", false),
    base("[AU]", false),
    base("[Amb'a'1'U]", false),
    base("[BAU]", false),
    of("[Btu_th]", false, "1054.350", "J"),
    base("[CCID_50]", false),
    base("[CFU]", false),
    of("[Cal]", false, "1", "kcal_th"),
    of("[Ch]", false, "1", "mm/3"),
    base("[D'ag'U]", false),
    base("[EID_50]", false),
    base("[ELU]", false),
    base("[EU]", false),
    base("[FEU]", false),
    base("[FFU]", false),
    base("[GPL'U]", false),
    of("[HPF]", false, "1", "1"),
    base("[IR]", false),
    of("[IU]", true, "1", "[iU]"),
    of("[LPF]", false, "100", "1"),
    base("[Lf]", false),
    of("[MET]", false, "3.5", "mL/min/kg"),
    base("[MPL'U]", false),
    base("[PFU]", false),
    base("[PNU]", false),
    of("[PRU]", false, "1", "mm[Hg].s/ml"),
    of("[S]", false, "1e-13", "s"),
    base("[TCID_50]", false),
    base("[USP'U]", false),
    of("[acr_us]", false, "160", "[rd_us]2"),
    base("[anti'Xa'U]", false),
    base("[arb'U]", false),
    base("[bdsk'U]", false),
    base("[beth'U]", false),
    of("[c]", true, "299792458", "m/s"),
    of("[cft_i]", false, "1", "[ft_i]3"),
    of("[cin_i]", false, "1", "[in_i]3"),
    of("[cup_m]", false, "240", "mL"),
    of("[cup_us]", false, "16", "[tbs_us]"),
    Atom { code: "[degF]", metric: false, meaning: Meaning::Scale("5/9", "45967/180") },
    of("[degR]", false, "5", "K/9"),
    Atom { code: "[degRe]", metric: false, meaning: Meaning::Scale("5/4", "273.15") },
    of("[diop]", false, "1", "/m"),
    of("[dr_ap]", false, "3", "[sc_ap]"),
    of("[dr_av]", false, "1", "[oz_av]/16"),
    of("[drp]", false, "1", "ml/20"),
    base("[dye'U]", false),
    of("[fdr_us]", false, "1", "[foz_us]/8"),
    of("[foz_br]", false, "1", "[gil_br]/5"),
    of("[foz_m]", false, "30", "mL"),
    of("[foz_us]", false, "1", "[gil_us]/4"),
    of("[ft_i]", false, "12", "[in_i]"),
    of("[ft_us]", false, "1200", "m/3937"),
    of("[g]", true, "9.80665", "m/s2"),
    of("[gal_br]", false, "4.54609", "l"),
    of("[gal_us]", false, "231", "[in_i]3"),
    of("[gil_br]", false, "1", "[pt_br]/4"),
    of("[gil_us]", false, "1", "[pt_us]/4"),
    of("[gr]", false, "64.79891", "mg"),
    base("[iU]", true),
    of("[in_i'H2O]", false, "1", "m[H2O].[in_i]/m"),
    of("[in_i'Hg]", false, "1", "m[Hg].[in_i]/m"),
    of("[in_i]", false, "2.54", "cm"),
    of("[in_us]", false, "1", "[ft_us]/12"),
    base("[ka'U]", false),
    of("[kn_i]", false, "1", "[nmi_i]/h"),
    base("[knk'U]", false),
    of("[lb_ap]", false, "12", "[oz_ap]"),
    of("[lb_av]", false, "7000", "[gr]"),
    of("[lb_tr]", false, "12", "[oz_tr]"),
    of("[lbf_av]", false, "1", "[lb_av].[g]"),
    base("[mclg'U]", false),
    of("[mi_i]", false, "5280", "[ft_i]"),
    of("[mi_us]", false, "5280", "[ft_us]"),
    of("[nmi_i]", false, "1852", "m"),
    of("[oz_ap]", false, "8", "[dr_ap]"),
    of("[oz_av]", false, "1", "[lb_av]/16"),
    of("[oz_tr]", false, "480", "[gr]"),
    base("[pH]", false),
    of("[pi]", false, "3.14159265358979323846", "1"),
    of("[ppb]", false, "1", "10*-9"),
    of("[ppm]", false, "1", "10*-6"),
    of("[ppth]", false, "1", "10*-3"),
    of("[pptr]", false, "1", "10*-12"),
    of("[psi]", false, "1", "[lbf_av]/[in_i]2"),
    of("[pt_br]", false, "1", "[qt_br]/2"),
    of("[pt_us]", false, "1", "[qt_us]/2"),
    of("[qt_br]", false, "1", "[gal_br]/4"),
    of("[qt_us]", false, "1", "[gal_us]/4"),
    of("[rd_us]", false, "16.5", "[ft_us]"),
    of("[sc_ap]", false, "20", "[gr]"),
    of("[sft_i]", false, "1", "[ft_i]2"),
    of("[sin_i]", false, "1", "[in_i]2"),
    base("[smgy'U]", false),
    of("[ston_av]", false, "2000", "[lb_av]"),
    of("[stone_av]", false, "14", "[lb_av]"),
    of("[syd_i]", false, "1", "[yd_i]2"),
    base("[tb'U]", false),
    of("[tbs_m]", false, "15", "mL"),
    of("[tbs_us]", false, "1", "[foz_us]/2"),
    base("[todd'U]", false),
    of("[tsp_m]", false, "5", "mL"),
    of("[tsp_us]", false, "1", "[tbs_us]/3"),
    of("[wood'U]", false, "1", "mm[Hg].min/L"),
    of("[yd_i]", false, "3", "[ft_i]"),
    of("[yd_us]", false, "3", "[ft_us]"),
    of("a", false, "1", "a_j"),
    of("a_g", false, "365.2425", "d"),
    of("a_j", false, "365.25", "d"),
    of("a_t", false, "365.24219", "d"),
    of("ar", true, "100", "m2"),
    of("atm", false, "101325", "Pa"),
    of("att", false, "1", "kgf/cm2"),
    of("b", false, "100", "fm2"),
    of("bar", true, "100000", "Pa"),
    base("bit", true),
    of("cal", true, "4.184", "J"),
    of("cal_th", true, "4.184", "J"),
    base("cd", true),
    of("circ", false, "2", "[pi].rad"),
    of("d", false, "24", "h"),
    of("deg", false, "2", "[pi].rad/360"),
    of("dyn", true, "1", "g.cm/s2"),
    of("eV", true, "1.60217733e-19", "J"),
    base("eq", true),
    of("erg", true, "1", "dyn.cm"),
    base("g", true),
    of("g%", true, "1", "g/dl"),
    of("gf", true, "1", "g.[g]"),
    of("gon", false, "0.9", "deg"),
    of("h", false, "60", "min"),
    of("kat", true, "1", "mol/s"),
    of("l", true, "1", "dm3"),
    of("lm", true, "1", "cd.sr"),
    of("lx", true, "1", "lm/m2"),
    base("m", true),
    of("m[H2O]", true, "9.80665", "kPa"),
    of("m[Hg]", true, "133.322", "kPa"),
    of("mho", true, "1", "S"),
    of("min", false, "60", "s"),
    of("mo", false, "1", "mo_j"),
    of("mo_g", false, "1", "a_g/12"),
    of("mo_j", false, "1", "a_j/12"),
    of("mo_s", false, "29.53059", "d"),
    base("mol", true),
    base("osm", true),
    of("pc", true, "3.085678e16", "m"),
    base("rad", true),
    base("s", true),
    of("sph", false, "4", "[pi].sr"),
    of("sr", true, "1", "rad2"),
    of("st", true, "1", "m3"),
    of("t", true, "1000", "kg"),
    of("tex", true, "1", "g/km"),
    of("u", true, "1.6605402e-24", "g"),
    of("wk", false, "7", "d"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_every_definition_can_be_read() {
        assert!(ATOMS.is_sorted_by(|one, next| one.code < next.code));
        for atom in ATOMS {
            assert!(crate::Unit::parse(atom.code).is_ok(), "{}", atom.code);
        }
    }
}
