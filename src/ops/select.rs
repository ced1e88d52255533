/*!
Sorting and selecting as C++'s standard library does it.

Which of several equal elements comes first is decided by the algorithm, and
PyTorch leaves it to libstdc++: introsort, introselect and a heap of the best
so far. These are the same algorithms, so ties end up in the same places.

`before(a, b)` says whether `a` belongs strictly before `b`.
*/

/// Up to so many elements, quicksort leaves the rest to insertion.
const SHORT: usize = 16;

/// Sorts everything: `std::sort`.
pub(crate) fn sort<E: Copy>(v: &mut [E], before: &impl Fn(&E, &E) -> bool) {
    quicksort(v, depth_limit(v.len()), before);
    insertion_sort(v, before);
}

/// Puts the element that belongs at `nth` there, and none after it that
/// belongs before: `std::nth_element`.
pub(crate) fn nth_element<E: Copy>(
    v: &mut [E],
    nth: usize,
    before: &impl Fn(&E, &E) -> bool,
) {
    let (mut first, mut last) = (0, v.len());
    let mut depth = depth_limit(v.len());
    while last - first > 3 {
        if depth == 0 {
            let (heap, rest) = v[first..last].split_at_mut(nth + 1 - first);
            make_heap(heap, before);
            for element in rest {
                offer(heap, element, before);
            }
            v.swap(first, nth);
            return;
        }
        depth -= 1;
        let cut = first + partition(&mut v[first..last], before);
        if cut <= nth { first = cut } else { last = cut }
    }
    insertion_sort(&mut v[first..last], before);
}

/// Twice the depth of a balanced tree: a quicksort that goes deeper has met
/// bad pivots.
fn depth_limit(len: usize) -> u32 {
    2 * len.checked_ilog2().unwrap_or(0)
}

/// Sorts until only short stretches are out of order.
fn quicksort<E: Copy>(
    mut v: &mut [E],
    mut depth: u32,
    before: &impl Fn(&E, &E) -> bool,
) {
    while v.len() > SHORT {
        if depth == 0 {
            make_heap(v, before);
            sort_heap(v, before);
            return;
        }
        depth -= 1;
        let cut = partition(v, before);
        let (left, right) = v.split_at_mut(cut);
        quicksort(right, depth, before);
        v = left;
    }
}

/// Hoare's partition around the median of three, which moves to the front.
/// Returns where the second part begins.
fn partition<E: Copy>(v: &mut [E], before: &impl Fn(&E, &E) -> bool) -> usize {
    let (a, b, c) = (1, v.len() / 2, v.len() - 1);
    let less = |i: usize, j: usize| before(&v[i], &v[j]);
    let median = match (less(a, b), less(b, c), less(a, c)) {
        (true, true, _) | (false, false, false) => b,
        (true, false, true) | (false, true, false) => c,
        (true, false, false) | (false, _, true) => a,
    };
    v.swap(0, median);
    let pivot = v[0];
    let (mut left, mut right) = (1, v.len());
    loop {
        while before(&v[left], &pivot) {
            left += 1;
        }
        right -= 1;
        while before(&pivot, &v[right]) {
            right -= 1;
        }
        if left >= right {
            return left;
        }
        v.swap(left, right);
        left += 1;
    }
}

fn insertion_sort<E: Copy>(v: &mut [E], before: &impl Fn(&E, &E) -> bool) {
    for end in 1..v.len() {
        let element = v[end];
        let mut place = end;
        while place > 0 && before(&element, &v[place - 1]) {
            v[place] = v[place - 1];
            place -= 1;
        }
        v[place] = element;
    }
}

/// Exchanges `element` for the last in the heap's order, if it belongs
/// before that.
pub(crate) fn offer<E: Copy>(
    heap: &mut [E],
    element: &mut E,
    before: &impl Fn(&E, &E) -> bool,
) {
    if before(element, &heap[0]) {
        let joins = std::mem::replace(element, heap[0]);
        sift(heap, 0, joins, before);
    }
}

/// A heap has the last in order in front, and each element before its
/// parent in the tree.
pub(crate) fn make_heap<E: Copy>(
    v: &mut [E],
    before: &impl Fn(&E, &E) -> bool,
) {
    for parent in (0..v.len() / 2).rev() {
        sift(v, parent, v[parent], before);
    }
}

pub(crate) fn sort_heap<E: Copy>(
    v: &mut [E],
    before: &impl Fn(&E, &E) -> bool,
) {
    for end in (1..v.len()).rev() {
        let element = v[end];
        v[end] = v[0];
        sift(&mut v[..end], 0, element, before);
    }
}

/// Fills the hole at `top`: first it sinks to the bottom, always to the
/// later child, then `element` rises from there.
fn sift<E: Copy>(
    heap: &mut [E],
    top: usize,
    element: E,
    before: &impl Fn(&E, &E) -> bool,
) {
    let mut hole = top;
    while 2 * hole + 1 < heap.len() {
        let right = 2 * hole + 2;
        let only_left = right == heap.len();
        let left = only_left || before(&heap[right], &heap[right - 1]);
        let child = if left { right - 1 } else { right };
        heap[hole] = heap[child];
        hole = child;
    }
    while hole > top && before(&heap[(hole - 1) / 2], &element) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = element;
}

#[cfg(test)]
mod tests {
    /// A sequence whose medians of three are bad pivots, again and again.
    fn killer(n: i64) -> Vec<i64> {
        let k = n / 2;
        let mut out = vec![0; n as usize];
        for i in 1..=k {
            if i % 2 == 1 {
                out[i as usize - 1] = i;
                out[i as usize] = k + i;
            }
            out[(k + i) as usize - 1] = 2 * i;
        }
        out
    }

    fn digest(indices: impl Iterator<Item = i64>) -> i64 {
        indices.zip(0..).map(|(index, place)| index * place).sum()
    }

    /// Recorded from PyTorch 2.15.0: it gives up on quicksort here.
    #[test]
    fn bad_pivots_end_in_a_heap() {
        let before = |a: &(i64, i64), b: &(i64, i64)| a.0 < b.0;
        let x: Vec<(i64, i64)> =
            killer(200).into_iter().map(|x| x / 3).zip(0..).collect();
        let mut sorted = x.clone();
        super::sort(&mut sorted, &before);
        assert!(sorted.is_sorted_by_key(|x| x.0));
        assert_eq!(digest(sorted.iter().map(|x| x.1)), 2_238_014);

        let mut selected = x;
        let after = |a: &(i64, i64), b: &(i64, i64)| a.0 > b.0;
        super::nth_element(&mut selected, 59, &after);
        super::sort(&mut selected[..59], &after);
        assert_eq!(digest(selected[..60].iter().map(|x| x.1)), 208_860);
    }
}
