use backpack_directory::{Directory, Fit, Listing, NameKind, Place, Query};
use proptest::prelude::*;

use crate::{directory, found, listing, names};

fn town() -> Directory {
    let at = |number: u32| format!("https://fhir.example/r4/{number}");
    directory(vec![
        listing(&at(1), "Riverside Clinic").place(Place::city("Raleigh").state("NC").zip("27601")),
        listing(&at(2), "Riverside Clinic North").place(Place::city("Durham").state("NC")),
        listing(&at(3), "Old Riverside Clinic").place(Place::city("Austin").state("TX").zip("78701-1234")),
        listing(&at(4), "Riversyde Dental").web("https://mychart.dental.example/MyChart/"),
        listing(&at(5), "Lakeview Hospital").alias("Riverside Clinic", NameKind::Brand),
        listing(&at(6), "Szpital Miejski w Łodzi"),
        listing(&at(7), "Universitätsklinikum Gießen"),
        listing(&at(8), "北京协和医院"),
        Listing::new(&at(9), "Ann O'Hara, M.D.", NameKind::Clinician).unwrap(),
    ])
}

#[test]
fn exact_comes_before_prefix_before_words_before_mended_letters() {
    let hits: Vec<(String, Fit)> = town()
        .search(&Query::new("riverside clinic"))
        .into_iter()
        .map(|hit| (hit.portal.name.text, hit.fit))
        .collect();
    let expected = [
        ("Riverside Clinic", Fit::Exact),
        ("Lakeview Hospital", Fit::Exact),
        ("Riverside Clinic North", Fit::Prefix),
        ("Old Riverside Clinic", Fit::Words),
        ("Riversyde Dental", Fit::Fuzzy),
    ];
    assert_eq!(hits, expected.map(|(name, fit)| (name.to_owned(), fit)));
}

#[test]
fn a_place_narrows_the_words_and_nearness_breaks_ties() {
    let town = town();
    assert_eq!(found(&town, "riverside durham")[0], "Riverside Clinic North");
    assert_eq!(found(&town, "riverside texas")[0], "Old Riverside Clinic");
    assert_eq!(found(&town, "78701")[0], "Old Riverside Clinic");
    let near = |place| names(&town, &Query::new("clinic").near(place).limit(1));
    assert_eq!(near(Place::default().zip("27601")), ["Riverside Clinic"]);
    assert_eq!(near(Place::city("austin")), ["Old Riverside Clinic"]);
    assert_eq!(near(Place::city("Durham").state("NC")), ["Riverside Clinic North"]);
}

#[test]
fn an_address_is_found_as_people_paste_it() {
    let town = town();
    for text in [
        "https://mychart.dental.example/MyChart",
        "HTTP://www.mychart.dental.example/mychart/login?next=/home#top",
        "mychart.dental.example",
        "dental.example",
        "https://fhir.example/r4/4",
    ] {
        assert_eq!(found(&town, text).first().map(String::as_str), Some("Riversyde Dental"), "{text}");
    }
}

#[test]
fn letters_of_any_script_are_folded() {
    let town = town();
    let cases = [
        ("lodzi szpital", "Szpital Miejski w Łodzi"),
        ("UNIVERSITATSKLINIKUM giessen", "Universitätsklinikum Gießen"),
        ("协和", "北京协和医院"),
        ("ann ohara md", "Ann O'Hara, M.D."),
        ("Ann O’Hara MD", "Ann O'Hara, M.D."),
    ];
    for (text, name) in cases {
        assert_eq!(found(&town, text).first().map(String::as_str), Some(name), "{text}");
    }
}

#[test]
fn two_mistakes_in_a_long_word_are_mended() {
    let town = town();
    assert_eq!(found(&town, "universitetsklinkum")[0], "Universitätsklinikum Gießen");
    assert_eq!(found(&town, "lkaeview hopsital")[0], "Lakeview Hospital");
    assert_eq!(found(&town, "zzzzzz"), Vec::<String>::new());
    let fit = |text: &str| town.search(&Query::new(text))[0].fit;
    assert_eq!((fit("hospital lakeview"), fit("hospital lakevew")), (Fit::Words, Fit::Fuzzy));
}

#[test]
fn nothing_is_found_by_nothing() {
    let town = town();
    let none = |query: Query| assert_eq!(town.search(&query), []);
    none(Query::new(""));
    none(Query::new(" \u{301} "));
    none(Query::new("riverside").limit(0));
    assert_eq!(directory(vec![]).search(&Query::new("riverside")), []);
}

fn names_of(pattern: &str) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(pattern, 1..25)
}

fn of_names(names: &[String]) -> Directory {
    let base = |at: usize| format!("https://fhir.example/r4/{at}");
    directory(names.iter().enumerate().map(|(at, name)| listing(&base(at), name)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_text_may_be_searched_for(text in any::<String>(), name in any::<String>(), zip in any::<String>()) {
        let directory = of_names(&[name]);
        let query = Query::new(text).near(Place::city(zip.clone()).zip(zip)).limit(5);
        prop_assert!(directory.search(&query).len() <= 1);
    }

    #[test]
    fn every_portal_is_found_by_its_exact_name(names in names_of(r"\PC{1,30}")) {
        let directory = of_names(&names);
        for portal in directory.portals() {
            let hits = directory.search(&Query::new(portal.name.text.as_str()).limit(names.len()));
            let hit = hits.iter().find(|hit| hit.portal.id == portal.id);
            prop_assert_eq!(hit.map(|hit| hit.fit), Some(Fit::Exact), "{}", portal.name.text);
        }
    }

    #[test]
    fn one_mistyped_letter_does_not_hide_a_portal(
        names in names_of("[a-z]{6,9}|[a-zé]{3,8}( [A-Z][a-z]{2,8}){1,3}"),
        at in any::<prop::sample::Index>(),
        spot in any::<prop::sample::Index>(),
        letter in proptest::char::range('a', 'z'),
        mistake in 0..4,
    ) {
        let directory = of_names(&names);
        let name = at.get(&names);
        let mut letters: Vec<char> = name.chars().collect();
        let spots: Vec<usize> = (0..letters.len()).filter(|at| letters[*at] != ' ').collect();
        let spot = *spot.get(&spots);
        match mistake {
            0 => { letters.remove(spot); }
            1 => letters.insert(spot, letter),
            2 => letters[spot] = letter,
            _ if spot + 1 < letters.len() && letters[spot + 1] != ' ' => letters.swap(spot, spot + 1),
            _ => {}
        }
        let typed: String = letters.into_iter().collect();
        let hits = directory.search(&Query::new(typed.as_str()).limit(10));
        prop_assert!(hits.iter().any(|hit| hit.portal.name.text == *name), "{} by {}", name, typed);
    }

    #[test]
    fn the_order_is_always_the_same(names in names_of("[ab]{1,3}( [ab]{1,2}){0,2}"), text in "[ab]{1,3}( [ab]{1,2})?") {
        let (one, other) = (of_names(&names), of_names(&names));
        prop_assert_eq!(one.search(&Query::new(text.as_str())), other.search(&Query::new(text)));
    }
}
