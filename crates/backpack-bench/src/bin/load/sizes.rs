//! How much room it takes: tables, indexes, what of it is sealed values, and files.

use std::collections::BTreeMap;

use anyhow::Context as _;
use backpack::keep::TABLES;
use backpack::keys::KeyFile;
use backpack::store::Scan;
use backpack_bench::folder_bytes;

use crate::database::Database;
use crate::ground::Ground;
use crate::options::Options;
use crate::report::{Table, number};
use crate::roster::{Filled, Roster};

/// The largest relations, with what vacuum has to do with them.
const RELATIONS: &str = "\
SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid), \
       coalesce(s.n_live_tup, 0), coalesce(s.n_dead_tup, 0), \
       coalesce(s.n_tup_upd, 0), coalesce(s.n_tup_hot_upd, 0), coalesce(s.autovacuum_count, 0) \
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid \
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
ORDER BY pg_total_relation_size(c.oid) DESC LIMIT 8";

/// How many accounts are read row by row.
const SAMPLE: usize = 200;
/// The tables that take most of the room, by their numbers, which are part of the format.
const NAMES: [(u8, &str); 4] = [(2, "segments of the catalog"), (3, "blocks"), (4, "journal"), (19, "acts")];

/// Returns what the accounts take.
pub(crate) async fn tables(
    options: &Options,
    ground: &Ground,
    roster: &Roster,
) -> anyhow::Result<Vec<Table>> {
    let filled = roster.all();
    let records = (filled.len() * options.records) as f64;
    let raw: u64 = filled.iter().map(|filled| filled.raw).sum();
    let mut room = Table::new("Room", &["what", "MB", "bytes a record filled"]);
    let mut line = |what: &str, bytes: f64| {
        room.row([what.to_owned(), number(bytes / 1e6), number(bytes / records)]);
    };
    line("the records as JSON", raw as f64);
    let rows = rows(options, ground, &filled).await?;
    let files = options.folder.join("files");
    if files.exists() {
        line("files, sealed and padded", folder_bytes(&files)? as f64);
    }
    let Some(database) = Database::connect(options).await? else { return Ok(vec![room, rows]) };
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
    Ok(vec![room, relations, rows])
}

/// Reads every row of some accounts, from one end of the list to the other.
async fn rows(options: &Options, ground: &Ground, filled: &[Filled]) -> anyhow::Result<Table> {
    let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut add = |what: &'static str, rows: usize, bytes: usize| {
        let sum = sums.entry(what).or_default();
        (sum.0, sum.1) = (sum.0 + rows, sum.1 + bytes);
    };
    let step = filled.len().div_ceil(SAMPLE).max(1);
    for one in filled.iter().step_by(step) {
        let storage = ground.storage(one.account);
        let stored = storage.key_file.load().await?.context("the account has no key file")?;
        add("key file", 1, stored.len());
        for space in [one.backpack, KeyFile::parse(&stored)?.own_space()] {
            for table in TABLES {
                let name = NAMES.iter().find(|(number, _)| *number == table.0);
                let name = if space == one.backpack {
                    name.map_or("other rows", |(_, name)| name)
                } else {
                    "the account's own journal"
                };
                let mut scan = Some(Scan::new(space, *table));
                while let Some(asked) = scan {
                    let page = storage.store.scan(&asked).await?;
                    add(
                        name,
                        page.entries.len(),
                        page.entries.iter().map(|entry| entry.value.bytes.len()).sum(),
                    );
                    scan = asked.continued(page.next);
                }
            }
        }
    }
    let read = filled.len().div_ceil(step) as f64;
    let columns = ["sealed values", "rows an account", "bytes an account", "bytes a record filled"];
    let mut table = Table::new(format!("What {read} of the accounts hold"), &columns);
    let all = sums.values().fold((0, 0), |all, sum| (all.0 + sum.0, all.1 + sum.1));
    for (name, (rows, bytes)) in sums.into_iter().chain([("all", all)]) {
        let (rows, bytes) = (rows as f64 / read, bytes as f64 / read);
        table.row([name.to_owned(), number(rows), number(bytes), number(bytes / options.records as f64)]);
    }
    Ok(table)
}
