//! Convolutions of small images, done directly.
//!
//! tract gathers what all taps hear into a matrix and multiplies that. It gathers number by number, and once more for
//! each 16 channels of the output, which takes as long as the products or longer. Here nothing is gathered: in an image
//! whose padding is a part of it, a tap hears the image from some place on, and what lies between two rows of the output
//! is computed as well and left out.

mod sums;

use std::iter;

use tract_onnx::{
    prelude::*,
    tract_core::{
        internal::*,
        ops::{
            cnn::{Conv, KernelFormat, PoolSpec},
            nn::DataFormat,
        },
    },
};

use sums::{Block, Sums};

/// An output of fewer places is left to tract: it would be summed up in too few blocks.
const FEWEST_PLACES: usize = 96;

/// Replaces the convolutions of a graph that are done faster here.
///
/// # Errors
/// If the graph contradicts itself.
pub(crate) fn convolve_directly(graph: &mut TypedModel) -> TractResult<()> {
    Rewriter::<()>::default().with_rule_for("convolve directly", replacement).rewrite(&(), graph)
}

fn replacement(
    _: &(),
    graph: &TypedModel,
    node: &TypedNode,
    _: &str,
    convolution: &Conv,
) -> TractResult<Option<TypedModelPatch>> {
    let facts = graph.node_input_facts(node.id)?;
    let [image, weights, bias] = facts[..] else { return Ok(None) };
    let (Some(&[1, channels, rows, columns]), Some(weights), Some(bias), Some(block)) =
        (image.shape.as_concrete(), &weights.konst, &bias.konst, Block::here())
    else {
        return Ok(None);
    };
    let Conv { pool_spec: spec, kernel_fmt: KernelFormat::OIHW, group: 1, q_params: None } = convolution
    else {
        return Ok(None);
    };
    let shape = [&[spec.output_channels, channels], &spec.kernel_shape[..]].concat();
    let is_usual = spec.data_format == DataFormat::NCHW
        && spec.rank() == 2
        && weights.shape() == shape
        && [1, spec.output_channels].contains(&bias.len())
        && [image.datum_type, weights.datum_type(), bias.datum_type()] == [f32::datum_type(); 3]
        && weights.len() * rows * columns > 0;
    if !is_usual {
        return Ok(None);
    }
    let direct = Direct::new(spec, [channels, rows, columns], block, weights, bias)?;
    if direct.places() < FEWEST_PLACES {
        return Ok(None);
    }
    TypedModelPatch::replace_single_op(graph, node, &node.inputs[..1], direct).map(Some)
}

/// A convolution of images of one size, with weights that are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Direct {
    /// Channels, rows and columns.
    input: [usize; 3],
    output: [usize; 3],
    /// Rows and columns.
    padding_before: [usize; 2],
    layout: Layout,
    /// From where on each tap hears.
    taps: Vec<usize>,
    block: Block,
    /// Of each block of outputs, tap and output of the block; zeros where there is no such output.
    weights: Arc<Tensor>,
    /// One for each output.
    bias: Arc<Tensor>,
}

impl Direct {
    /// `weights` [outputs, channels, rows, columns], `bias` one number or one for each output. There is at least one of
    /// each.
    fn new(
        spec: &PoolSpec,
        input: [usize; 3],
        block: Block,
        weights: &Tensor,
        bias: &Tensor,
    ) -> TractResult<Self> {
        let [channels, rows, columns] = input;
        let padded = spec.computed_padding(&[rows, columns]);
        let output = [spec.output_channels, padded[0].convoluted, padded[1].convoluted];
        let padding_before = [padded[0].pad_before, padded[1].pad_before];
        let of_both = |number: fn(&PoolSpec, usize) -> usize| [number(spec, 0), number(spec, 1)];
        let (strides, dilations) = (of_both(PoolSpec::stride), of_both(PoolSpec::dilation));
        let kernel = of_both(|spec, axis| spec.kernel_shape[axis]);
        let phase = [0, 1].map(|axis| {
            let last = output[1 + axis].saturating_sub(1) * strides[axis];
            let heard = last + (kernel[axis] - 1) * dilations[axis] + 1;
            heard.max(padding_before[axis] + input[1 + axis]).div_ceil(strides[axis])
        });
        let layout = Layout { strides, phase };
        let mut taps = Vec::new();
        for channel in 0..channels {
            for row in (0..kernel[0]).map(|row| row * dilations[0]) {
                let columns = (0..kernel[1]).map(|column| column * dilations[1]);
                taps.extend(columns.map(|column| layout.place(channel, row, column)));
            }
        }
        let weights = weights.try_as_plain_ram()?;
        let of_outputs: Vec<_> = weights.as_slice::<f32>()?.chunks_exact(taps.len()).collect();
        let mut in_blocks = Vec::new();
        for outputs in of_outputs.chunks(block.outputs) {
            for tap in 0..taps.len() {
                let weights = outputs.iter().map(|weights| weights[tap]);
                in_blocks.extend(weights.chain(iter::repeat(0.0)).take(block.outputs));
            }
        }
        let bias = bias.try_as_plain_ram()?.as_slice::<f32>()?.iter().cycle().take(output[0]);
        Ok(Self {
            input,
            output,
            padding_before,
            layout,
            taps,
            block,
            weights: Arc::new(tensor1(&in_blocks)),
            bias: Arc::new(tensor1(&bias.copied().collect::<Vec<_>>())),
        })
    }

    /// Of each output channel so many places are computed: all from the first place of its first row to the last of its
    /// last one.
    fn places(&self) -> usize {
        let [_, rows, columns] = self.output;
        if rows == 0 || columns == 0 { 0 } else { (rows - 1) * self.layout.phase[1] + columns }
    }

    /// So many sums there are of each output.
    fn stride(&self) -> usize {
        self.places().next_multiple_of(self.block.places)
    }

    /// The image as the taps hear it.
    fn laid_out(&self, image: &[f32]) -> Vec<f32> {
        let [channels, rows, columns] = self.input;
        let [top, left] = self.padding_before;
        let stride = self.layout.strides[1];
        // The last taps hear beyond the end what is left out.
        let mut laid_out = vec![0.0; self.layout.place(channels, 0, 0) + self.stride()];
        for (index, line) in image.chunks_exact(columns).enumerate() {
            for first in 0..stride.min(columns) {
                let start = self.layout.place(index / rows, top + index % rows, left + first);
                let places = &mut laid_out[start..];
                if stride == 1 {
                    places[..columns].copy_from_slice(line);
                } else {
                    for (place, value) in places.iter_mut().zip(line[first..].iter().step_by(stride)) {
                        *place = *value;
                    }
                }
            }
        }
        laid_out
    }

    /// What a block of outputs is, of its sums.
    fn write(&self, sums: &[f32], bias: &[f32], outputs: &mut [f32]) {
        let [_, rows, columns] = self.output;
        let outputs = outputs.chunks_exact_mut(rows * columns);
        for ((output, sums), bias) in outputs.zip(sums.chunks_exact(self.stride())).zip(bias) {
            for (line, sums) in output.chunks_exact_mut(columns).zip(sums.chunks(self.layout.phase[1])) {
                for (to, sum) in line.iter_mut().zip(sums) {
                    *to = sum + bias;
                }
            }
        }
    }
}

/// Where the places of a padded image lie: of each channel first those of the rows and columns that are a multiple of
/// the strides, row by row, then those that are one off, and so on. So what one tap hears lies side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Layout {
    /// Rows and columns, as below.
    strides: [usize; 2],
    /// The size of each of the images that the padded one falls into.
    phase: [usize; 2],
}

impl Layout {
    fn place(&self, channel: usize, row: usize, column: usize) -> usize {
        let [down, right] = self.strides;
        let phase = (channel * down + row % down) * right + column % right;
        (phase * self.phase[0] + row / down) * self.phase[1] + column / right
    }
}

impl Op for Direct {
    fn name(&self) -> StaticName {
        "ConvolveDirectly".into()
    }

    fn validation(&self) -> Validation {
        Validation::Rounding
    }

    op_as_typed_op!();
}

impl EvalOp for Direct {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext<'_>, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let image = args_1!(inputs);
        let image = &self.laid_out(image.try_as_plain_ram()?.as_slice()?)[..];
        let [outputs, rows, columns] = self.output;
        // SAFETY: what follows writes all of it.
        let mut output = unsafe { Tensor::uninitialized::<f32>(&[1, outputs, rows, columns])? };
        let (weights, bias) = (self.weights.try_as_plain_ram()?, self.bias.try_as_plain_ram()?);
        let weights = weights.as_slice::<f32>()?.chunks_exact(self.block.outputs * self.taps.len());
        let bias = bias.as_slice::<f32>()?.chunks(self.block.outputs);
        let mut plain = output.try_as_plain_ram_mut()?;
        let blocks = plain.as_slice_mut::<f32>()?.chunks_mut(self.block.outputs * rows * columns);
        let (taps, places, stride) = (&self.taps[..], self.places(), self.stride());
        let mut sums = vec![0.0; self.block.outputs * stride];
        for ((outputs, weights), bias) in blocks.zip(weights).zip(bias) {
            Sums { image, taps, weights, places, sums: &mut sums, stride }.sum_up();
            self.write(&sums, bias, outputs);
        }
        Ok(tvec!(output.into_tvalue()))
    }
}

impl TypedOp for Direct {
    fn output_facts(&self, _: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [outputs, rows, columns] = self.output;
        Ok(tvec!(f32::fact([1, outputs, rows, columns])))
    }

    as_op!();
}

#[cfg(test)]
mod tests;
