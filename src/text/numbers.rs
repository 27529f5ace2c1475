//! Numbers in tables: seven bits a byte, the lowest first, and the eighth says that there are more.

/// The numbers of a table.
pub(super) fn numbers(table: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut bytes = table.iter();
    std::iter::from_fn(move || {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = bytes.next()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    })
}
