/// Formatting of amounts, which the platform stores in US cents.
enum Money {
    /// Returns an amount such as `$1,234.56` or `-$1,234.56`.
    static func text(cents: Int) -> String {
        let (dollars, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        return (cents < 0 ? "-$" : "$") + grouped(dollars) + (rest < 10 ? ".0" : ".") + String(rest)
    }

    /// Returns a number such as `61,377`.
    static func grouped(_ number: some BinaryInteger) -> String {
        var result = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + String(result.reversed())
    }
}
