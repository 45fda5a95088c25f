//! How much room it takes: tables, indexes, what of it is sealed values, and files.

use crate::database::Database;
use crate::options::Options;
use crate::report::{Table, number};
use crate::roster::Roster;

/// The largest relations, with what vacuum has to do with them.
const RELATIONS: &str = "\
SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid), \
       coalesce(s.n_live_tup, 0), coalesce(s.n_dead_tup, 0), \
       coalesce(s.n_tup_upd, 0), coalesce(s.n_tup_hot_upd, 0), coalesce(s.autovacuum_count, 0) \
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid \
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
ORDER BY pg_total_relation_size(c.oid) DESC LIMIT 8";

/// Returns what the accounts take.
pub(crate) async fn tables(options: &Options, roster: &Roster) -> anyhow::Result<Vec<Table>> {
    let filled = roster.all();
    let records = (filled.len() * options.records) as f64;
    let raw: u64 = filled.iter().map(|filled| filled.raw).sum();
    let mut room = Table::new("Room", &["what", "MB", "bytes a record filled"]);
    let mut line = |what: &str, bytes: f64| {
        room.row([what.to_owned(), number(bytes / 1e6), number(bytes / records)]);
    };
    line("the records as JSON", raw as f64);
    let Some(database) = Database::connect(options).await? else {
        line("the store", backpack_bench::folder_bytes(&options.folder.join("store"))? as f64);
        return Ok(vec![room]);
    };
    let mut relations = Table::new(
        "Relations",
        &[
            "relation",
            "table, MB",
            "indexes, MB",
            "rows",
            "dead rows",
            "updates",
            "of them in place",
            "vacuums",
        ],
    );
    let (mut heaps, mut indexes) = (0, 0);
    for row in database.rows(RELATIONS).await? {
        let figures: Vec<i64> = (1..8).map(|column| row.try_get(column)).collect::<Result<_, _>>()?;
        let &[heap, index, live, dead, updates, hot, vacuums] = figures.as_slice() else { continue };
        heaps += heap;
        indexes += index;
        let mut cells =
            vec![row.try_get::<_, String>(0)?, number(heap as f64 / 1e6), number(index as f64 / 1e6)];
        cells.extend([live, dead, updates, hot, vacuums].map(|figure| number(figure as f64)));
        relations.row(cells);
    }
    line("tables, what is stored out of line among it", heaps as f64);
    line("indexes", indexes as f64);
    line("both", (heaps + indexes) as f64);
    Ok(vec![room, relations])
}
