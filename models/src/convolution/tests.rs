use tract_onnx::tract_core::ops::cnn::PaddingSpec;

use super::*;

/// Numbers without a pattern, -1 to 1.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

struct Case {
    input: [usize; 3],
    outputs: usize,
    kernel: [usize; 2],
    padding: PaddingSpec,
    strides: [usize; 2],
    dilations: [usize; 2],
}

const PLAIN: Case = Case {
    input: [3, 20, 17],
    outputs: 8,
    kernel: [3, 3],
    padding: PaddingSpec::Valid,
    strides: [1, 1],
    dilations: [1, 1],
};

impl Case {
    fn graph(&self) -> TypedModel {
        let mut graph = TypedModel::default();
        let shape = [self.input[0], self.kernel[0], self.kernel[1]];
        let spec = PoolSpec {
            data_format: DataFormat::NCHW,
            kernel_shape: self.kernel[..].into(),
            padding: self.padding.clone(),
            dilations: Some(self.dilations[..].into()),
            strides: Some(self.strides[..].into()),
            input_channels: self.input[0],
            output_channels: self.outputs,
        };
        let convolution = Conv { pool_spec: spec, kernel_fmt: KernelFormat::OIHW, group: 1, q_params: None };
        let weights = noise(self.outputs * shape.iter().product::<usize>());
        let weights = Tensor::from_shape(&[self.outputs, shape[0], shape[1], shape[2]], &weights).unwrap();
        let bias = Tensor::from_shape(&[self.outputs], &noise(self.outputs)).unwrap();
        let image = graph.add_source("image", f32::fact([&[1], &self.input[..]].concat())).unwrap();
        let weights = graph.add_const("weights", weights).unwrap();
        let bias = graph.add_const("bias", bias).unwrap();
        let output = graph.wire_node("convolution", convolution, &[image, weights, bias]).unwrap();
        graph.select_output_outlets(&output).unwrap();
        graph
    }

    /// Whether it is done directly, where the processor lets it be; then it has to be what tract makes of it.
    fn is_done(&self) -> bool {
        let mut graph = self.graph();
        let image = noise(self.input.iter().product());
        let image = Tensor::from_shape(&[&[1], &self.input[..]].concat(), &image).unwrap();
        let run = |graph: TypedModel| {
            let plan = graph.into_optimized().and_then(IntoRunnable::into_runnable).unwrap();
            plan.run(tvec!(image.clone().into_tvalue())).unwrap().remove(0)
        };
        let expected = run(graph.clone());
        convolve_directly(&mut graph).unwrap();
        let done = graph.nodes().iter().any(|node| node.op_is::<Direct>());
        let found = run(graph);
        assert_eq!(found.shape(), expected.shape());
        found.close_enough(&expected, Approximation::Close).unwrap();
        done || Block::here().is_none()
    }
}

#[test]
fn it_gives_what_tract_gives() {
    let around = |by: [usize; 4]| PaddingSpec::Explicit(by[..2].into(), by[2..].into());
    for outputs in [1, 4, 5, 8, 16, 19] {
        assert!(Case { outputs, ..PLAIN }.is_done(), "{outputs} outputs");
    }
    for kernel in [[1, 1], [5, 5], [1, 3], [4, 2]] {
        assert!(Case { kernel, ..PLAIN }.is_done(), "a kernel of {kernel:?}");
    }
    for padding in
        [PaddingSpec::SameUpper, PaddingSpec::SameLower, around([1, 1, 1, 1]), around([0, 2, 3, 1])]
    {
        for strides in [[1, 1], [2, 2], [1, 2], [2, 1], [1, 3]] {
            for dilations in [[1, 1], [2, 1], [2, 3]] {
                let case = Case { padding: padding.clone(), strides, dilations, ..PLAIN };
                let case = Case { input: [2, 41, 35], ..case };
                assert!(case.is_done(), "{padding:?}, {strides:?}, {dilations:?}");
            }
        }
    }
}

#[test]
fn what_gives_few_numbers_is_left_to_tract() {
    let few = Case { input: [3, 6, 12], ..PLAIN };
    assert!(Block::here().is_none() || !few.is_done());
    assert!(Case { input: [3, 12, 12], ..PLAIN }.is_done());
}
