/// The tax on an income, in cents.
pub fn tax(income: u64) -> u64 {
    income / 10
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tenth_is_due() {
        assert_eq!(super::tax(1000), 100);
    }
}
