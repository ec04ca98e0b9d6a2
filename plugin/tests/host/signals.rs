//! Signals that are made, not stored.

/// A small generator of numbers that look random and are always the same.
pub struct Noise(pub u64);

impl Noise {
    pub fn bits(&mut self) -> u64 {
        // Splitmix64 (Steele, Lea and Flood, 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// In [-1, 1).
    pub fn sample(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// Something like music whose character changes every 1.5 s: calm chords, a driven beat, a dark drone, and so on.
pub fn music(rate: f64, seconds: f64, channels: usize, seed: u64) -> Vec<Vec<f32>> {
    const CHORDS: [[f64; 4]; 4] = [
        [220.0, 277.18, 329.63, 440.0],
        [110.0, 130.81, 164.81, 207.65],
        [146.83, 220.0, 293.66, 349.23],
        [174.61, 261.63, 440.0, 523.25],
    ];
    let length = (rate * seconds) as usize;
    let mut noise = Noise(seed);
    let mut audio = vec![Vec::with_capacity(length); channels];
    for sample in 0..length {
        let time = sample as f64 / rate;
        let part = (time / 1.5) as u64 + seed;
        let chord = CHORDS[(part % 4) as usize];
        let beat = [1.0, 2.5, 0.5][(part % 3) as usize];
        let since_beat = (time * beat).fract() / beat;
        let pad: f64 = chord.iter().map(|hertz| (time * hertz * std::f64::consts::TAU).sin()).sum();
        let kick = (-since_beat * 12.0).exp() * (std::f64::consts::TAU * 60.0 * since_beat).sin();
        let hat = (-since_beat * 60.0).exp() * f64::from(noise.sample()) * (part % 2) as f64;
        let loudness = if part.is_multiple_of(2) { 0.1 } else { 0.22 };
        for (index, channel) in audio.iter_mut().enumerate() {
            let width = 1.0 - 0.2 * index as f64;
            channel.push((loudness * (0.8 * pad * width + 1.5 * kick + 0.6 * hat)) as f32);
        }
    }
    audio
}

/// Every kind of number that a broken plug-in before ours may send.
pub fn rubbish(length: usize, channels: usize) -> Vec<Vec<f32>> {
    let mut noise = Noise(99);
    let mut channel = || {
        (0..length)
            .map(|index| match index % 11 {
                0 => f32::NAN,
                1 => f32::from_bits(0xffc1_2345),
                2 => f32::INFINITY,
                3 => f32::NEG_INFINITY,
                4 => 1e-41,
                5 => -f32::from_bits(1),
                6 => -0.0,
                7 => f32::MAX,
                _ => f32::from_bits(noise.bits() as u32),
            })
            .collect()
    };
    (0..channels).map(|_| channel()).collect()
}

/// The exact bits: equality that knows no NaN.
pub fn bits(audio: &[Vec<f32>]) -> Vec<Vec<u32>> {
    audio.iter().map(|channel| channel.iter().map(|sample| sample.to_bits()).collect()).collect()
}
