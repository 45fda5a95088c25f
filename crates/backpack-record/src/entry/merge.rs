//! Editing: what changed between two forms of an entry is done to its resource, and the rest of it stays.
//!
//! `before` is what a builder makes of the resource as it stands, `after` what it makes of the edited form. Where they
//! agree, the resource keeps what it has, known or not; where they differ, it gets what is in `after`.

use super::json::{Node, Object};

/// Returns the resource with the differences between `before` and `after` done to it.
pub(super) fn merge(resource: &Object, before: &Object, after: &Object) -> Object {
    let mut merged = merge_objects(resource, before, after);
    if merged != *resource && narrative_is_generated(resource) {
        // A narrative that was made from the content (R4 2.4.1, `generated`) would tell what is no longer so.
        merged.0.retain(|(name, _)| name != "text");
    }
    if merged.get("id").is_none()
        && let Some(id) = after.get("id")
    {
        let at = merged.0.iter().position(|(name, _)| name == "resourceType").map_or(0, |at| at + 1);
        merged.0.insert(at, ("id".into(), id.clone()));
    }
    merged
}

fn merge_objects(old: &Object, before: &Object, after: &Object) -> Object {
    let mut merged = old.clone();
    for (name, was) in &before.0 {
        if after.get(name).is_none() {
            remove(&mut merged, name, was);
        }
    }
    let mut previous: Option<&str> = None;
    for (name, value) in &after.0 {
        if before.get(name) != Some(value) {
            set(&mut merged, name, before.get(name), value, previous);
        }
        if merged.get(name).is_some() {
            previous = Some(name);
        }
    }
    merged
}

fn set(merged: &mut Object, name: &str, was: Option<&Node>, value: &Node, previous: Option<&str>) {
    if let Some((_, old)) = merged.0.iter_mut().find(|(own, _)| own == name) {
        *old = match was {
            Some(was) => merge_nodes(old, was, value),
            None => beside(old, value),
        };
        return;
    }
    if let Some(stem) = stem(name) {
        let is_rival = |other: &str| other.trim_start_matches('_') != name && self::stem(other) == Some(stem);
        merged.0.retain(|(other, _)| !is_rival(other));
    }
    let after_previous = |previous: &str| merged.0.iter().position(|(own, _)| own == previous);
    let at = previous.and_then(after_previous).map_or(0, |at| at + 1);
    merged.0.insert(at, (name.to_owned().into(), value.clone()));
}

/// What the form could not read stays beside what it adds, where there is room for both.
fn beside(old: &Node, value: &Node) -> Node {
    match (old, value) {
        (Node::List(old), Node::List(values)) => Node::List(values.iter().chain(old).cloned().collect()),
        _ => value.clone(),
    }
}

fn merge_nodes(old: &Node, before: &Node, after: &Node) -> Node {
    match (old, before, after) {
        (Node::Object(old), Node::Object(before), Node::Object(after)) => {
            merge_objects(old, before, after).into()
        }
        (Node::List(old), Node::List(before), Node::List(after)) => merge_lists(old, before, after).into(),
        _ => after.clone(),
    }
}

/// Removes what the form had read of a member; what it had not read stays.
fn remove(merged: &mut Object, name: &str, was: &Node) {
    let Some(at) = merged.0.iter().position(|(own, _)| own == name) else { return };
    let left = merged.0.get(at).and_then(|(_, old)| without(old, was));
    match (left, merged.0.get_mut(at)) {
        (Some(left), Some((_, old))) => *old = left,
        _ => {
            merged.0.remove(at);
            // An extension on a primitive says something of the value that is gone.
            merged.0.retain(|(own, _)| own.strip_prefix('_') != Some(name));
        }
    }
}

/// Returns what is left of a value without what the form had read of it.
fn without(old: &Node, was: &Node) -> Option<Node> {
    match (old, was) {
        // Nothing would refer to what is left of a contained resource, which R4 forbids (invariant dom-3).
        (Node::Object(old), _) if old.get("resourceType").is_some() => None,
        (Node::Object(old), Node::Object(was)) => {
            let left = merge_objects(old, was, &Object::new());
            (!left.is_empty() && !is_bare(&left)).then(|| left.into())
        }
        (Node::List(old), Node::List(was)) => {
            let left = merge_lists(old, was, &[]);
            (!left.is_empty()).then(|| left.into())
        }
        _ => None,
    }
}

/// Tells whether an object says nothing of its own: only how a code or unit is to be read.
fn is_bare(object: &Object) -> bool {
    object.0.iter().all(|(name, _)| matches!(name.as_ref(), "system" | "version" | "userSelected" | "url"))
}

/// Each element gets the one it comes from; what the form had not read stays at the end.
fn merge_lists(old: &[Node], before: &[Node], after: &[Node]) -> Vec<Node> {
    let places = places(old, before);
    let pairs = pairs(before, after);
    let stands = |was: usize| places.get(was).copied().flatten().and_then(|at| old.get(at));
    let mut merged = Vec::with_capacity(after.len());
    for (value, was) in after.iter().zip(&pairs) {
        let was = was.and_then(|was| before.get(was).zip(stands(was)));
        merged.push(match was {
            Some((was, old)) if was == value => old.clone(),
            Some((was, old)) => merge_nodes(old, was, value),
            None => value.clone(),
        });
    }
    let gone = (0..before.len()).filter(|was| !pairs.contains(&Some(*was)));
    let left = gone.filter_map(|was| without(stands(was)?, before.get(was)?));
    merged.extend(left.filter(|left| matches!(left, Node::Object(_))));
    let unread = (0..old.len()).filter(|at| !places.contains(&Some(*at)));
    merged.extend(unread.filter_map(|at| old.get(at).cloned()));
    merged
}

/// Returns for each new element the one it comes from: the same, else the one with most in common, else the next.
fn pairs(before: &[Node], after: &[Node]) -> Vec<Option<usize>> {
    let mut free: Vec<usize> = (0..before.len()).collect();
    let mut pairs = vec![None; after.len()];
    for fits in [|_: usize, is_same: bool| is_same, |alike, _| alike > 0, |_, _| true] {
        for (pair, value) in pairs.iter_mut().zip(after).filter(|(pair, _)| pair.is_none()) {
            let likeness = |at: &usize| before.get(*at).map_or(0, |was| likeness(was, value));
            // The first of the most alike: the last of them in reverse.
            let best = free.iter().copied().rev().max_by_key(likeness);
            let same = free.iter().copied().find(|at| before.get(*at) == Some(value));
            let chosen = same.or(best).filter(|at| fits(likeness(at), same.is_some()));
            if let Some(chosen) = chosen {
                free.retain(|at| *at != chosen);
                *pair = Some(chosen);
            }
        }
    }
    pairs
}

/// Returns how many members two objects have in common.
fn likeness(was: &Node, value: &Node) -> usize {
    match (was, value) {
        (Node::Object(was), Node::Object(value)) => {
            was.0.iter().filter(|(name, own)| value.get(name) == Some(own)).count()
        }
        _ => 0,
    }
}

/// Returns where each element that the form had read stands: in the first that has all it says, else in the next.
fn places(old: &[Node], before: &[Node]) -> Vec<Option<usize>> {
    let mut free: Vec<usize> = (0..old.len()).collect();
    let mut take = |fits: &dyn Fn(&Node) -> bool| {
        let at = free.iter().position(|at| old.get(*at).is_some_and(fits))?;
        Some(free.remove(at))
    };
    let mut places: Vec<Option<usize>> = before.iter().map(|was| take(&|old| covers(old, was))).collect();
    for (place, was) in places.iter_mut().zip(before) {
        if place.is_none() {
            *place = take(&|old| std::mem::discriminant(old) == std::mem::discriminant(was));
        }
    }
    places
}

/// Tells whether a value says all that another says.
fn covers(old: &Node, was: &Node) -> bool {
    match (old, was) {
        (Node::Object(old), Node::Object(was)) => {
            was.0.iter().all(|(name, value)| old.get(name).is_some_and(|old| covers(old, value)))
        }
        (Node::List(old), Node::List(was)) => {
            was.iter().all(|value| old.iter().any(|old| covers(old, value)))
        }
        _ => old == was,
    }
}

fn narrative_is_generated(resource: &Object) -> bool {
    resource.get("text").and_then(Node::object).and_then(|text| text.text("status")) == Some("generated")
}

/// The elements of R4 that builders write and that have a choice of types.
const CHOICES: &[&str] = &[
    "abatement",
    "asNeeded",
    "deceased",
    "detail",
    "dose",
    "doseNumber",
    "due",
    "effective",
    "medication",
    "occurrence",
    "onset",
    "performed",
    "seriesDoses",
    "start",
    "timing",
    "value",
];

/// Returns the element of a member that is one of a choice of types: `onset` of `onsetAge` and of `_onsetDateTime`.
pub(super) fn stem(name: &str) -> Option<&'static str> {
    let name = name.trim_start_matches('_');
    let stems = CHOICES.iter().filter(|stem| {
        name.strip_prefix(**stem)
            .is_some_and(|sort| sort.starts_with(|first: char| first.is_ascii_uppercase()))
    });
    stems.max_by_key(|stem| stem.len()).copied()
}
