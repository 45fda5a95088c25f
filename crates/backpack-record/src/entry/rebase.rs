//! Two edits of one entry: what each changed since both read it, and what both did.

use super::form;
use super::json::{Node, Object};
use super::merge::stem;
use super::{Entry, EntryError, NewEntry};

/// What happens where two changed the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnClash {
    /// Nothing is written, and what both changed is told.
    #[default]
    Ask,
    /// This form's values are written.
    Mine,
    /// The values that the other wrote stay; what else the form changed is written.
    Theirs,
}

/// An element that two changed, each to something else. Values are JSON, as they stand in the resource; `None` where the
/// element is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clash {
    /// The element by its path, such as `severity` or `reaction[0].onset`; `onset` for all of a choice of types; the resource
    /// type where the two are no forms of one sort.
    pub element: String,
    /// What it was when the form was opened.
    pub before: Option<String>,
    /// What the form says.
    pub mine: Option<String>,
    /// What the other wrote.
    pub theirs: Option<String>,
}

/// An edit that is done to what somebody else wrote meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rebased {
    /// The entry with what both changed; `None` if it is asked first.
    pub entry: Option<Entry>,
    /// The elements that only the other changed: they stay as the other wrote them.
    pub theirs: Vec<String>,
    /// The elements that both changed.
    pub clashes: Vec<Clash>,
}

impl NewEntry {
    /// Returns the entry as an edit of what somebody else made of it meanwhile: `base` is the body that this form was read
    /// from, `current` the one that stands now. What this form changed is done to it, and what the other changed stays.
    ///
    /// A code and its words are one element, and so are a number and its unit, and the items of a list where both changed the
    /// list: nothing is put together that neither wrote.
    ///
    /// # Errors
    ///
    /// As [`NewEntry::build_over`]; also when what the two wrote contradicts each other, as an end before a start.
    pub fn rebase(
        &self,
        base: &[u8],
        current: &[u8],
        (id, subject): (&str, Option<&str>),
        on_clash: OnClash,
    ) -> Result<Rebased, EntryError> {
        // What cannot be held is refused before anything else is said.
        let mine = self.build(id, subject)?;
        let mut merging = Merging { on_clash, theirs: Vec::new(), clashes: Vec::new() };
        let both = if base == current {
            self.clone()
        } else if let Some([base, theirs]) = self.forms_of_one_sort([base, current])? {
            let write = |form: &Self| form.write(id, subject, false);
            let (base, mine, theirs) = (write(&base)?, self.write(id, subject, true)?, write(&theirs)?);
            self.same(&merging.objects("", &base, &mine, &theirs))?
        } else {
            let whole = |body: &[u8]| form::parse(body).map(Node::from);
            let (base, own, theirs) = (whole(base)?, whole(mine.body())?, whole(current)?);
            let chosen = merging.one(self.resource_type(), Some(&base), Some(&own), Some(&theirs));
            if chosen.as_ref() == Some(&theirs) {
                Entry::from_resource(current)?.into()
            } else {
                self.clone()
            }
        };
        let is_asked = on_clash == OnClash::Ask && !merging.clashes.is_empty();
        let entry = if is_asked { None } else { Some(both.build_over(current, id, subject)?) };
        Ok(Rebased { entry, theirs: merging.theirs, clashes: merging.clashes })
    }

    /// Returns what two bodies are in the builder that this one is, if both are of its sort.
    fn forms_of_one_sort(&self, bodies: [&[u8]; 2]) -> Result<Option<[Self; 2]>, EntryError> {
        let [first, second] = [Self::read(bodies[0])?, Self::read(bodies[1])?];
        let is_same = |other: &Self| std::mem::discriminant(self) == std::mem::discriminant(other);
        let is_form = !matches!(self, Self::Resource(_)) && is_same(&first) && is_same(&second);
        Ok(is_form.then_some([first, second]))
    }
}

/// Members that make one thing of an object: none of them means anything without the others.
const OF_ONE_THING: [&str; 8] = ["coding", "system", "code", "value", "unit", "text", "reference", "display"];

/// What was found on the way.
struct Merging {
    on_clash: OnClash,
    theirs: Vec<String>,
    clashes: Vec<Clash>,
}

impl Merging {
    fn objects(&mut self, path: &str, base: &Object, mine: &Object, theirs: &Object) -> Object {
        let mut both = Object::new();
        let mut done: Vec<&str> = Vec::new();
        for (name, _) in theirs.0.iter().chain(&mine.0).chain(&base.0) {
            let element = element(name);
            if done.contains(&element) {
                continue;
            }
            done.push(element);
            let path = if path.is_empty() { element.to_owned() } else { format!("{path}.{element}") };
            let sides = [base, mine, theirs].map(|side| side.of(element));
            if sides.iter().all(|side| side.0.iter().all(|(own, _)| own == name) && side.0.len() < 2) {
                let [base, mine, theirs] = sides.each_ref().map(|side| side.get(name));
                if let Some(node) = self.nodes(&path, base, mine, theirs) {
                    both.push(name.clone(), node);
                }
            } else {
                // Of several sorts, one of which takes the place of another.
                let [base, mine, theirs] =
                    sides.map(|side| Some(Node::from(side)).filter(|side| !side.is_empty()));
                let chosen = self.one(&path, base.as_ref(), mine.as_ref(), theirs.as_ref());
                both.0.extend(chosen.as_ref().and_then(Node::object).cloned().unwrap_or_default().0);
            }
        }
        both
    }

    fn nodes(
        &mut self,
        path: &str,
        base: Option<&Node>,
        mine: Option<&Node>,
        theirs: Option<&Node>,
    ) -> Option<Node> {
        if base != mine && base != theirs && mine != theirs {
            match (base, mine, theirs) {
                (Some(Node::Object(base)), Some(Node::Object(mine)), Some(Node::Object(theirs)))
                    if ![base, mine, theirs].into_iter().any(is_one_thing) =>
                {
                    return Some(self.objects(path, base, mine, theirs).into());
                }
                (Some(Node::List(base)), Some(Node::List(mine)), Some(Node::List(theirs)))
                    if are_apart(base, mine, theirs) =>
                {
                    let items = base.iter().zip(mine).zip(theirs).enumerate();
                    let both = items.filter_map(|(at, ((base, mine), theirs))| {
                        self.nodes(&format!("{path}[{at}]"), Some(base), Some(mine), Some(theirs))
                    });
                    return Some(both.collect::<Vec<_>>().into());
                }
                _ => {}
            }
        }
        self.one(path, base, mine, theirs)
    }

    /// Decides what cannot be taken apart.
    fn one(
        &mut self,
        path: &str,
        base: Option<&Node>,
        mine: Option<&Node>,
        theirs: Option<&Node>,
    ) -> Option<Node> {
        if base == theirs || mine == theirs {
            return mine.cloned();
        }
        if base == mine {
            self.theirs.push(path.to_owned());
            return theirs.cloned();
        }
        let said = |node: Option<&Node>| node.map(Node::to_json);
        self.clashes.push(Clash {
            element: path.to_owned(),
            before: said(base),
            mine: said(mine),
            theirs: said(theirs),
        });
        if self.on_clash == OnClash::Theirs { theirs.cloned() } else { mine.cloned() }
    }
}

/// Returns what a member is of: `onset` of `onsetAge`, `birthDate` of `_birthDate`.
fn element(name: &str) -> &str {
    stem(name).unwrap_or_else(|| name.trim_start_matches('_'))
}

fn is_one_thing(object: &Object) -> bool {
    object.0.iter().any(|(name, _)| OF_ONE_THING.contains(&name.as_ref()))
}

/// Says whether items can be told apart by where they stand: there is one, or no item was changed by both.
fn are_apart(base: &[Node], mine: &[Node], theirs: &[Node]) -> bool {
    let is_as_long = base.len() == mine.len() && base.len() == theirs.len();
    let both =
        |((base, mine), theirs): ((&Node, &Node), &Node)| base != mine && base != theirs && mine != theirs;
    is_as_long && (base.len() == 1 || !base.iter().zip(mine).zip(theirs).any(both))
}

impl Object {
    /// Returns the members that are of an element.
    fn of(&self, element: &str) -> Self {
        Self(self.0.iter().filter(|(name, _)| self::element(name) == element).cloned().collect())
    }
}
