//! Who an invented person is: names from small invented lists, no real person among them.

use super::calendar::Day;
use super::prng::Prng;

/// The facts that everything else about a person hangs on.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// The patient's id, and the beginning of every other id.
    pub(crate) stem: String,
    pub(crate) given: &'static str,
    pub(crate) family: &'static str,
    /// The name as the person writes it: family name, given name.
    pub(crate) own: (&'static str, &'static str),
    pub(crate) birth: Day,
    pub(crate) gender: &'static str,
    pub(crate) city: &'static str,
}

impl Profile {
    pub(crate) fn from_seed(seed: u64) -> Self {
        let mut prng = Prng::new(seed ^ 0x0BAC_ABAC_0000_0001);
        let stem = format!("p{:010x}", prng.next() >> 24);
        let female = prng.chance(50);
        let (given, own_given) = if female { prng.pick(&WOMEN) } else { prng.pick(&MEN) };
        let (family, own_family) = prng.pick(&FAMILIES);
        Self {
            stem,
            given,
            family,
            own: (own_family, own_given),
            birth: Day::from_ymd(prng.between(1938, 1978), prng.between(1, 12), prng.between(1, 28)),
            gender: if female { "female" } else { "male" },
            city: prng.pick(&CITIES),
        }
    }
}

/// Given names: in Latin letters, and as written at home.
const WOMEN: [(&str, &str); 10] = [
    ("Zoë", "Zoë"),
    ("Łucja", "Łucja"),
    ("Darina", "Дарина"),
    ("Eleni", "Ελένη"),
    ("Salma", "سلمى"),
    ("Noga", "נגה"),
    ("Mei", "梅"),
    ("Haruka", "はるか"),
    ("Ananya", "अनन्या"),
    ("Bo-ra", "보라"),
];

const MEN: [(&str, &str); 10] = [
    ("Søren", "Søren"),
    ("Iñaki", "Iñaki"),
    ("Bohdan", "Богдан"),
    ("Stavros", "Σταύρος"),
    ("Tariq", "طارق"),
    ("Alon", "אלון"),
    ("Jun", "军"),
    ("Kaito", "海斗"),
    ("Rohan", "रोहन"),
    ("Min-jae", "민재"),
];

/// Family names, invented: none is meant to be anybody's.
const FAMILIES: [(&str, &str); 10] = [
    ("Förstelund", "Förstelund"),
    ("Quercalde-Ñuñez", "Quercalde-Ñuñez"),
    ("Veshnyakova", "Вешнякова"),
    ("Thalassidis", "Θαλασσίδης"),
    ("Al-Qamarani", "القمراني"),
    ("Ben-Orev", "בן־אורב"),
    ("Yunhe", "云河"),
    ("Mizukaze", "水風"),
    ("Suryadhar", "सूर्यधर"),
    ("Haneulson", "하늘손"),
];

const CITIES: [&str; 6] = ["Saint-Éloi", "New Brixham", "Ångsvik", "Puerto Niebla", "Harrow Falls", "Kōyama"];
