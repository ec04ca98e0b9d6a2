//! What of a graph leads to some of the numbers of its output.

use std::ops::Range;

use tract_onnx::{
    prelude::*,
    tract_core::{
        internal::DimLike,
        ops::array::{Slice, TypedConcat},
    },
};

/// The graph that gives these rows and columns of its output, and computes nothing else, as far as the output is made of
/// parts that lie beside or under each other.
pub(crate) fn cells(
    graph: &TypedModel,
    rows: Range<usize>,
    columns: Range<usize>,
) -> TractResult<TypedModel> {
    let mut graph = graph.clone();
    let whole = graph.output_outlets()?[0];
    let cells = cells_of(&mut graph, whole, [rows, columns])?;
    graph.select_output_outlets(&[cells])?;
    graph.into_decluttered()
}

fn cells_of(graph: &mut TypedModel, outlet: OutletId, asked: [Range<usize>; 2]) -> TractResult<OutletId> {
    let node = graph.node(outlet.node);
    // One part may stand in several places.
    let name = format!("{}.{asked:?}.{}", node.name, graph.nodes().len());
    let Some(&TypedConcat { axis }) = node.op_as() else {
        let mut outlet = outlet;
        for (axis, asked) in asked.into_iter().enumerate() {
            let slice = Slice::new(axis, asked.start, asked.end);
            outlet = graph.wire_node(format!("{name}.{axis}"), slice, &[outlet])?[0];
        }
        return Ok(outlet);
    };
    let (mut parts, mut before) = (Vec::new(), 0);
    for part in node.inputs.clone() {
        let length = graph.outlet_fact(part)?.shape[axis].to_usize()?;
        let here = |place: usize| place.clamp(before, before + length) - before;
        let mut in_part = asked.clone();
        in_part[axis] = here(asked[axis].start)..here(asked[axis].end);
        if !in_part[axis].is_empty() {
            parts.push(cells_of(graph, part, in_part)?);
        }
        before += length;
    }
    Ok(graph.wire_node(name, TypedConcat::new(axis), &parts)?[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_what_they_were_and_nothing_else_is_computed() {
        let mut graph = TypedModel::default();
        let mut source = |name: &str, shape: [usize; 2]| graph.add_source(name, f32::fact(shape)).unwrap();
        let sources = [source("left", [4, 2]), source("upper", [1, 4]), source("lower", [2, 4])];
        let [left, upper, lower] = sources;
        let right = graph.wire_node("right", TypedConcat::new(0), &[upper, lower, upper]).unwrap()[0];
        let whole = graph.wire_node("whole", TypedConcat::new(1), &[left, right]).unwrap();
        graph.select_output_outlets(&whole).unwrap();
        // Each number says where it comes from and stands: 312 is in row 1 and column 2 of the third source.
        let numbered = |number: usize, rows: usize, columns: usize| {
            let values =
                (0..rows * columns).map(|i| (100 * number + 10 * (i / columns) + i % columns) as f32);
            Tensor::from_shape(&[rows, columns], &values.collect::<Vec<_>>()).unwrap().into_tvalue()
        };
        let inputs = tvec!(numbered(1, 4, 2), numbered(2, 1, 4), numbered(3, 2, 4));
        for (rows, columns, expected, asked) in [
            (2..3, 1..2, vec![121.0], vec![left]),
            (0..1, 2..4, vec![200.0, 201.0], vec![upper]),
            (1..2, 1..3, vec![111.0, 300.0], vec![left, lower]),
            (0..2, 5..6, vec![203.0, 303.0], vec![upper, lower]),
            (0..4, 2..3, vec![200.0, 300.0, 310.0, 200.0], vec![upper, lower]),
        ] {
            let part = cells(&graph, rows.clone(), columns.clone()).unwrap();
            let order = part.eval_order().unwrap();
            let read = sources.into_iter().enumerate().filter(|(number, source)| {
                let id = part.input_outlets().unwrap()[*number].node;
                let used = part.node(id).outputs[0].successors.iter().any(|next| order.contains(&next.node));
                assert_eq!(used, asked.contains(source), "{rows:?} {columns:?}");
                used
            });
            assert_eq!(read.count(), asked.len());
            let found = part.into_runnable().unwrap().run(inputs.clone()).unwrap().remove(0);
            let found = found.to_plain_array_view::<f32>().unwrap();
            assert_eq!(found.shape(), [rows.len(), columns.len()]);
            assert_eq!(found.iter().copied().collect::<Vec<_>>(), expected);
        }
    }
}
