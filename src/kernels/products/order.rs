/*!
In which order the products that make one element are added.

Floating-point addition is not associative, so the order decides the last
bit. PyTorch hands matrices to the processor's vendor's library, which adds
one product after the other where it can, and otherwise does what the shape
and the layout of the operands make fast. What it does was revealed by
products of numbers so large that all others vanish beside them, on one
thread of a processor with AVX-512. (More threads may cut the inner dimension
in more places; with up to 384 products to add, none was seen to.)
*/

/// The size of a matrix, and how far apart neighbours in a column and in a
/// row are in memory.
#[derive(Clone, Copy, Debug)]
pub struct Lie {
    pub size: [usize; 2],
    pub strides: [usize; 2],
}

/// How one matrix lies in memory: a row's elements side by side, or a
/// column's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    Rows,
    Columns,
}

/// An order of additions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// One after the other, in blocks that are added to the element one
    /// after the other: see [`cuts`].
    Blocks(Cut),
    /// The matrix is a row or a column times a matrix whose elements that
    /// belong to one sum do not lie side by side.
    Eights,
    /// A row or column times a matrix whose elements that belong to one sum
    /// do lie side by side.
    Line,
    /// Few rows: sixteen sums side by side, one vector of them or two.
    Pairs,
    /// Few rows, long: sixteen sums side by side.
    Quarters,
}

/// Where a long inner dimension is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cut {
    /// The longest block.
    longest: usize,
    /// Whether what is left is halved, however many blocks came before.
    halved: bool,
}

/// As many products as are added before memory is touched.
const LONGEST: usize = 384;

/// As many rows or columns make a matrix large.
const LARGE: usize = 192;

/// Fewer rows than these may be a matter of dot products.
const FEW: usize = 16;

/// What is known of a product: `m` rows, `n` columns, `k` products for each
/// element.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub m: usize,
    pub k: usize,
    pub n: usize,
    pub a: Layout,
    pub b: Layout,
    /// Whether a row or a column is a matrix like any other.
    pub plain: bool,
}

impl Layout {
    /// A matrix that is neither is copied row by row. One that is both, since
    /// it has but one row or column, is the one that is asked for first.
    fn of(x: Lie, columns_first: bool) -> Layout {
        let (n, [down, right]) = (x.size, x.strides);
        let by_rows = right == 1 && down >= n[1];
        let by_columns = down == 1 && right >= n[0];
        match by_columns && (columns_first || !by_rows) {
            true => Layout::Columns,
            false => Layout::Rows,
        }
    }
}

impl Shape {
    /// Of a matrix times a matrix.
    pub fn of(a: Lie, b: Lie) -> Shape {
        let column = b.size[1] == 1;
        Shape {
            m: a.size[0],
            k: a.size[1],
            n: b.size[1],
            a: Layout::of(a, column),
            b: Layout::of(b, column),
            plain: false,
        }
    }

    /// Of matrices that lie row by row, but the second one turned or not.
    pub fn of_rows([m, k, n]: [usize; 3], turned: bool) -> Shape {
        let b = if turned { Layout::Columns } else { Layout::Rows };
        Shape { m, k, n, a: Layout::Rows, b, plain: false }
    }

    /// Of one of many such products.
    pub fn of_many(a: Lie, b: Lie) -> Shape {
        let shape = Shape::of(a, b);
        let turned = Layout::of(a, true) == Layout::Columns;
        // A column with gaps is copied, and then it is one.
        let column = shape.n == 1 && b.strides.contains(&1);
        Shape { plain: column || turned, ..shape }
    }

    /// Of a matrix times a vector, which may as well be seen as a row times
    /// the matrix turned.
    pub fn of_vector(a: Lie) -> Shape {
        let turned = match Layout::of(a, true) {
            Layout::Rows => Layout::Columns,
            Layout::Columns => Layout::Rows,
        };
        let (m, k) = (a.size[0], a.size[1]);
        let a = Layout::of(a, true);
        Shape { m, k, n: 1, a, b: turned, plain: false }
    }

    /// The order in float32.
    pub fn order(self) -> Order {
        let Shape { m, k, n, a, b, plain } = self;
        let line = |side_by_side| match side_by_side {
            true => Order::Line,
            false => Order::Eights,
        };
        match (m, n) {
            (1, _) if !plain => line(b == Layout::Columns),
            (_, 1) if !plain => line(a == Layout::Rows),
            _ if k == 1 => self.in_blocks(),
            _ if self.is_dots() && k >= 24 * m => Order::Quarters,
            _ if self.is_dots() && self.is_narrow() => Order::Pairs,
            _ => self.in_blocks(),
        }
    }

    fn in_blocks(self) -> Order {
        Order::Blocks(self.blocks(false))
    }

    /// Blocks, whatever the shape. In float64 they are all that is done.
    pub fn blocks(self, double: bool) -> Cut {
        let columns = self.b == Layout::Columns;
        let large = (self.m >= LARGE || columns) && self.n >= LARGE;
        let longest = match double && columns && !large {
            true => LONGEST / 2,
            false => LONGEST,
        };
        Cut { longest, halved: !large }
    }

    /// Whether each element is the product of few rows with columns, and
    /// both lie side by side.
    fn is_dots(self) -> bool {
        (self.a, self.b) == (Layout::Rows, Layout::Columns) && self.m < FEW
    }

    fn is_narrow(self) -> bool {
        let Shape { m, k, n, .. } = self;
        match n {
            1 | 2 => true,
            3 => m <= 10,
            4..=11 => m <= 10 && n >= k && n > m,
            _ => false,
        }
    }
}

/// The ends of the blocks of `k` products.
pub fn cuts(cut: Cut, k: usize) -> impl Iterator<Item = usize> {
    let Cut { longest, halved } = cut;
    let mut end = 0;
    std::iter::from_fn(move || {
        let left = k - end;
        let block = match left {
            0 => return None,
            _ if left <= longest => left,
            _ if left <= 2 * longest && (halved || end == 0) => {
                left.div_ceil(2)
            }
            _ => longest,
        };
        end += block;
        Some(end)
    })
}
