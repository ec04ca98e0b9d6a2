//! Numbers of instances, so that two of them never send to one address unless the user wants it.

use std::sync::{
    Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// The numbers that instances of this module have.
static NUMBERS: Mutex<Vec<Claim>> = Mutex::new(Vec::new());

struct Claim {
    owner: u64,
    number: u32,
    /// Somebody may know it already: a session, or whoever receives.
    firm: bool,
}

/// The number of one instance, from the first question on as long as this lives: the least that is free, or the one that
/// its session knows.
#[derive(Debug, Default)]
pub struct Number(OnceLock<u64>);

impl Number {
    /// What it is now: an instance that nobody knows yet makes room for one that a session brings back.
    pub fn get(&self) -> u32 {
        let owner = self.owner();
        lock().iter().find(|claim| claim.owner == owner).map_or(0, |claim| claim.number)
    }

    /// What it is, if somebody may know it: one that was never sent may be another the next time.
    pub fn known(&self) -> Option<u32> {
        let owner = self.0.get()?;
        lock().iter().find(|claim| claim.owner == *owner && claim.firm).map(|claim| claim.number)
    }

    /// From now on it stays.
    pub fn keep(&self) {
        let owner = self.owner();
        if let Some(claim) = lock().iter_mut().find(|claim| claim.owner == owner) {
            claim.firm = true;
        }
    }

    /// Who it is among the owners of numbers.
    fn owner(&self) -> u64 {
        *self.0.get_or_init(|| {
            static OWNERS: AtomicU64 = AtomicU64::new(0);
            let owner = OWNERS.fetch_add(1, Ordering::Relaxed);
            let mut claims = lock();
            let number = least_free(&claims);
            claims.push(Claim { owner, number, firm: false });
            owner
        })
    }

    /// A session knows it by this number: so it becomes, unless another instance is known by that.
    pub fn want(&self, number: u32) {
        let owner = self.owner();
        let mut claims = lock();
        match claims.iter().position(|claim| claim.number == number && claim.owner != owner) {
            Some(other) if claims[other].firm => {}
            Some(other) => {
                let free = least_free(&claims);
                claims[other].number = free;
                set(&mut claims, owner, number);
            }
            None => set(&mut claims, owner, number),
        }
        drop(claims);
        self.keep();
    }
}

fn set(claims: &mut [Claim], owner: u64, number: u32) {
    if let Some(claim) = claims.iter_mut().find(|claim| claim.owner == owner) {
        claim.number = number;
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        if let Some(owner) = self.0.get() {
            lock().retain(|claim| claim.owner != *owner);
        }
    }
}

fn least_free(claims: &[Claim]) -> u32 {
    (1..).find(|number| claims.iter().all(|claim| claim.number != *number)).unwrap_or(u32::MAX)
}

fn lock() -> MutexGuard<'static, Vec<Claim>> {
    NUMBERS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Far from what the other tests of this process have.
    const FAR: u32 = 1000;

    #[test]
    fn no_two_instances_have_one_number() {
        let numbers: Vec<_> = (0..20).map(|_| Number::default()).collect();
        let mut found: Vec<_> = numbers.iter().map(Number::get).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 20);
    }

    #[test]
    fn a_sessions_number_goes_before_a_new_ones_and_never_twice() {
        let (new, loaded, copy) = (Number::default(), Number::default(), Number::default());
        new.want(FAR);
        // As if nobody knew it.
        let owner = new.owner();
        lock().iter_mut().filter(|claim| claim.owner == owner).for_each(|claim| claim.firm = false);
        loaded.want(FAR);
        assert_eq!(loaded.get(), FAR);
        assert_ne!(new.get(), FAR);
        let before = copy.get();
        copy.want(FAR);
        assert_eq!((loaded.get(), copy.get()), (FAR, before), "the copy of a track is another one");
        drop(loaded);
        copy.want(FAR);
        assert_eq!(copy.get(), FAR);
    }
}
