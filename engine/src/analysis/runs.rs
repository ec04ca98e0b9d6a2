//! Weighted sums of neighbouring bins.

/// Values at once; each run's weights are filled up with zeros to a multiple of it.
const WIDTH: usize = 4;

/// Runs of bins, each with its weights. All weights lie in one place.
#[derive(Debug, Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    weights: Vec<[f32; WIDTH]>,
    bins: usize,
}

#[derive(Debug)]
struct Run {
    first_bin: u32,
    /// Groups of weights.
    groups: u32,
}

impl Runs {
    /// One more run, whose first weight is that of `first_bin`.
    pub fn push(&mut self, first_bin: usize, weights: impl Iterator<Item = f32>) {
        let before = self.weights.len();
        for (index, weight) in weights.enumerate() {
            if index % WIDTH == 0 {
                self.weights.push([0.0; WIDTH]);
            }
            if let Some(group) = self.weights.last_mut() {
                group[index % WIDTH] = weight;
            }
        }
        let groups = self.weights.len() - before;
        self.bins = self.bins.max(first_bin + groups * WIDTH);
        self.runs.push(Run { first_bin: first_bin as u32, groups: groups as u32 });
    }

    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// So many bins a spectrum must have; what is more is not asked for.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The sum of each run in turn; runs that go beyond the spectrum have none.
    pub fn sums(&self, spectrum: &[f32]) -> impl ExactSizeIterator<Item = f32> {
        let mut rest = &self.weights[..];
        self.runs.iter().map(move |run| {
            let (weights, after) = rest.split_at(run.groups as usize);
            rest = after;
            let bins = spectrum.get(run.first_bin as usize..).unwrap_or_default().as_chunks::<WIDTH>().0;
            let mut sums = [0.0; WIDTH];
            for (bins, weights) in bins.iter().zip(weights) {
                for ((sum, bin), weight) in sums.iter_mut().zip(bins).zip(weights) {
                    *sum += bin * weight;
                }
            }
            (sums[0] + sums[1]) + (sums[2] + sums[3])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_is_the_weighted_sum_of_its_bins_and_no_other() {
        let mut runs = Runs::default();
        runs.push(1, [1.0, 2.0, 3.0].into_iter());
        runs.push(0, [10.0].into_iter());
        runs.push(2, [1.0; 6].into_iter());
        let spectrum: Vec<f32> = (0..runs.bins()).map(|bin| bin as f32).collect();
        assert_eq!(spectrum.len(), 10);
        assert_eq!(runs.sums(&spectrum).collect::<Vec<_>>(), [14.0, 0.0, 27.0]);
    }
}
