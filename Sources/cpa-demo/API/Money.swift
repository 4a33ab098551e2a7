/// Amounts as the platform has them: whole cents of US dollars.
enum Money {
    /// 123456 → $1,234.56, and a minus sign before the dollar's.
    static func text(cents: Int) -> String {
        let (dollars, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        return (cents < 0 ? "-$" : "$") + grouped(dollars) + (rest < 10 ? ".0" : ".") + String(rest)
    }

    /// 61377 → 61,377
    static func grouped(_ number: some BinaryInteger) -> String {
        var result = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + String(result.reversed())
    }
}
