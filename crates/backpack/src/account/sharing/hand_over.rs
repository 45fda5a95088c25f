//! Handing a Backpack over to the person it is about.

use backpack_core::{AccountId, SpaceId, Timestamp};
use backpack_keep::{Act, Operation, Role};
use backpack_record::PartialDate;

use super::change::Wanted;
use super::{invalid, no_member};
use crate::Error;
use crate::account::Account;
use crate::role::denied;

const DAY: i64 = 86_400_000;

/// By which rule a Backpack is handed over. The age is for the host to say: it depends on the law where the person lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandOver {
    /// The completed years that the person must have, by the birth date of the profile and the host's clock.
    pub least_years: u8,
}

impl HandOver {
    /// Returns the rule of an age.
    #[must_use]
    pub const fn from_age(least_years: u8) -> Self {
        Self { least_years }
    }
}

impl Account {
    /// Hands a Backpack over to the person it is about: an account with access becomes its owner, for good. Whoever was owner
    /// looks after it as before, and can be removed by the new owner from now on, as everybody else.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted), also if the person is too young or the Backpack is its
    /// owner's own; [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the account has no access;
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the profile has no birth date, and for oneself;
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn hand_over(&self, backpack: SpaceId, to: AccountId, rule: HandOver) -> Result<(), Error> {
        let open = self.backpack(backpack).await?;
        open.permit(Operation::HandOver)?;
        let person = open.person().await?;
        let born = person.birth_date.as_deref().map(PartialDate::parse);
        let born = born.and_then(Result::ok).ok_or_else(|| invalid("the profile has no birth date"))?;
        // Of a year or a month alone the last day counts: nobody is taken for older than they are.
        if years(born.latest(), self.0.options.clock.now()) < i64::from(rule.least_years) {
            return Err(denied(Operation::HandOver));
        }
        self.change(open.whole(), &Wanted::to(Operation::HandOver), |change| {
            if to == change.me {
                return Err(invalid("it is handed over to somebody else"));
            }
            if change.row.members.iter().any(|member| member.is_subject) {
                return Err(denied(Operation::HandOver));
            }
            change.row.member(to).ok_or_else(no_member)?;
            for member in &mut change.row.members {
                if member.card.account == to {
                    (member.role, member.is_subject) = (Role::Owner, true);
                } else if member.role == Role::Owner {
                    member.role = Role::CoManager;
                }
            }
            change.act(Act::HandedOver(to));
            Ok(())
        })
        .await
    }
}

/// Returns the completed years between a moment of birth, in milliseconds since 1970, and now, by their days in UTC.
fn years(born: i64, now: Timestamp) -> i64 {
    let (born, today) = (civil(born.div_euclid(DAY)), civil(now.as_millis().div_euclid(DAY)));
    let is_before_birthday = (today.1, today.2) < (born.1, born.2);
    today.0 - born.0 - i64::from(is_before_birthday)
}

/// Returns year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 0000-03-01, so that a leap day ends its year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str) -> Timestamp {
        Timestamp::from_millis(PartialDate::parse(date).unwrap().earliest())
    }

    #[test]
    fn a_year_is_completed_on_the_birthday() {
        let age = |born: &str, today| years(PartialDate::parse(born.to_owned()).unwrap().latest(), at(today));
        assert_eq!(age("2008-05-14", "2026-05-13"), 17);
        assert_eq!(age("2008-05-14", "2026-05-14"), 18);
        assert_eq!(age("2008-02-29", "2026-02-28"), 17);
        assert_eq!(age("2008-02-29", "2026-03-01"), 18);
        assert_eq!(age("2008-05", "2026-05-30"), 17);
        assert_eq!(age("2008-05", "2026-05-31"), 18);
        assert_eq!(age("2008", "2026-12-30"), 17);
        assert_eq!(age("1961-01-01", "2026-01-01"), 65);
    }
}
