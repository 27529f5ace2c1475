//! Which rules can stay where they are.

/// How much it is worth that an item stays, most significant first. Sums compare like numbers.
pub(super) type Weight = [u32; 3];

/// Of items with distinct positions, the heaviest selection whose positions increase: a longest
/// increasing subsequence with weights. Answers for each item whether it is selected.
///
/// `best` is a Fenwick tree over positions; each node holds the heaviest selection that ends in its
/// range, so that one pass takes n log n steps.
pub(super) fn heaviest_increasing(items: &[(usize, Weight)]) -> Vec<bool> {
    let size = items.iter().map(|&(position, _)| position + 1).max().unwrap_or(0);
    let mut best: Vec<Option<(Weight, usize)>> = vec![None; size + 1];
    let mut previous = Vec::with_capacity(items.len());
    let mut heaviest = None;
    for (item, &(position, weight)) in items.iter().enumerate() {
        let mut below = None;
        let mut node = position;
        while node > 0 {
            below = heavier(below, best.get(node).copied().flatten());
            node &= node - 1;
        }
        previous.push(below.map(|(_, item)| item));
        let selection = Some((sum(weight, below.map_or([0; 3], |(weight, _)| weight)), item));
        let mut node = position + 1;
        while let Some(entry) = best.get_mut(node) {
            *entry = heavier(*entry, selection);
            node += node & node.wrapping_neg();
        }
        heaviest = heavier(heaviest, selection);
    }

    let mut selected = vec![false; items.len()];
    let mut next = heaviest.map(|(_, item)| item);
    while let Some(item) = next {
        if let Some(selected) = selected.get_mut(item) {
            *selected = true;
        }
        next = previous.get(item).copied().flatten();
    }
    selected
}

/// The heavier one; the first one if they weigh the same.
fn heavier(a: Option<(Weight, usize)>, b: Option<(Weight, usize)>) -> Option<(Weight, usize)> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.0 > a.0 { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn sum(a: Weight, b: Weight) -> Weight {
    let ([a0, a1, a2], [b0, b1, b2]) = (a, b);
    [a0 + b0, a1 + b1, a2 + b2]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keeps_the_longest_run() {
        let items: Vec<_> = [3, 0, 1, 4, 2].into_iter().map(|position| (position, [0, 1, 0])).collect();
        assert_eq!(heaviest_increasing(&items), [false, true, true, true, false]);
    }

    #[test]
    fn one_heavy_item_beats_many_light_ones() {
        let items = [(1, [0, 1, 0]), (2, [0, 1, 0]), (0, [1, 0, 0])];
        assert_eq!(heaviest_increasing(&items), [false, false, true]);
    }

    #[test]
    fn nothing_of_nothing() {
        assert_eq!(heaviest_increasing(&[]), Vec::<bool>::new());
    }

    fn items() -> impl Strategy<Value = Vec<(usize, Weight)>> {
        let positions = Just((0..9).collect::<Vec<usize>>()).prop_shuffle();
        (positions, 0..=9_usize, proptest::collection::vec(0..3_usize, 9)).prop_map(
            |(positions, n, classes)| {
                let weight = |class| std::array::from_fn(|i| u32::from(i == class));
                positions.into_iter().zip(classes).map(|(p, class)| (p, weight(class))).take(n).collect()
            },
        )
    }

    proptest! {
        /// Against all subsets.
        #[test]
        fn is_the_heaviest_of_all_selections(items in items()) {
            let weigh = |selected: &dyn Fn(usize) -> bool| {
                let chosen: Vec<_> =
                    items.iter().enumerate().filter(|(i, _)| selected(*i)).map(|(_, item)| *item).collect();
                chosen
                    .is_sorted_by_key(|(position, _)| *position)
                    .then(|| chosen.iter().fold([0; 3], |total, (_, weight)| sum(total, *weight)))
            };
            let found = heaviest_increasing(&items);
            let best = (0..1_usize << items.len()).filter_map(|set| weigh(&|i| set & (1 << i) != 0)).max();
            prop_assert_eq!(weigh(&|i| found.get(i).copied().unwrap_or(false)), best);
        }
    }
}
