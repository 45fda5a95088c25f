use backpack::record::entry::{Condition, Note};
use backpack::{Filter, Person};

use crate::account;

#[test]
fn a_record_stands_where_its_source_dated_it_and_no_more_precisely() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        for (text, onset) in
            [("a", "2019"), ("b", "2019-03"), ("c", "2019-03-07"), ("d", "2019-03-07"), ("e", "2021")]
        {
            backpack.add(Condition::new(text).onset(onset)).await.unwrap();
        }
        backpack.add(Condition::new("undated")).await.unwrap();
        backpack.add(Note::new("undated too")).await.unwrap();

        let timeline = backpack.timeline(&Filter::new());
        let days: Vec<(&str, usize)> =
            timeline.days.iter().map(|day| (day.date.as_str(), day.records.len())).collect();
        assert_eq!(days, [("2021", 1), ("2019-03-07", 2), ("2019-03", 1), ("2019", 1)]);
        assert_eq!(timeline.undated.len(), 2);
    });
}
