//! What of a graph leads to one number of its output.

use tract_onnx::{
    prelude::*,
    tract_core::{internal::DimLike, ops::array::TypedConcat},
};

/// A number of an output of rows and columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub row: usize,
    pub column: usize,
}

/// The graph without what doesn't lead to this number of its output, as far as the output is made of parts that lie
/// beside or under each other, and where the number stands in what it now gives, row by row.
pub(crate) fn cell(graph: &TypedModel, Cell { row, column }: Cell) -> TractResult<(TypedModel, usize)> {
    let (mut outlet, mut at) = (graph.output_outlets()?[0], [row, column]);
    let length = |outlet, axis: usize| -> TractResult<usize> {
        Ok(graph.outlet_fact(outlet)?.shape[axis].to_usize()?)
    };
    while let Some(&TypedConcat { axis }) = graph.node(outlet.node).op_as() {
        for part in &graph.node(outlet.node).inputs {
            outlet = *part;
            let length = length(outlet, axis)?;
            if at[axis] < length {
                break;
            }
            at[axis] -= length;
        }
    }
    let mut part = graph.clone();
    part.select_output_outlets(&[outlet])?;
    Ok((part, at[0] * length(outlet, 1)? + at[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_where_it_was_whatever_the_output_is_made_of() {
        let mut graph = TypedModel::default();
        let mut source = |name: &str, shape: [usize; 2]| graph.add_source(name, f32::fact(shape)).unwrap();
        let [left, upper, lower] = [source("left", [3, 2]), source("upper", [1, 4]), source("lower", [2, 4])];
        let right = graph.wire_node("right", TypedConcat::new(0), &[upper, lower]).unwrap()[0];
        let whole = graph.wire_node("whole", TypedConcat::new(1), &[left, right]).unwrap();
        graph.select_output_outlets(&whole).unwrap();
        for (row, column, outlet, place) in
            [(2, 1, left, 5), (0, 2, upper, 0), (1, 5, lower, 3), (2, 2, lower, 4)]
        {
            let (part, at) = cell(&graph, Cell { row, column }).unwrap();
            assert_eq!((part.output_outlets().unwrap(), at), (&[outlet][..], place));
        }
    }
}
