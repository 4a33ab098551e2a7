import Testing

@testable import cpa_demo

@Suite struct MoneyTests {
    @Test(arguments: [
        (0, "$0.00"), (5, "$0.05"), (99, "$0.99"), (100, "$1.00"), (123_456, "$1,234.56"),
        (100_000_000_07, "$100,000,000.07"), (-250, "-$2.50"), (-123_456_789, "-$1,234,567.89"),
        (Int.min, "-$92,233,720,368,547,758.08"),
    ])
    func centsBecomeDollars(cents: Int, text: String) {
        #expect(Money.text(cents: cents) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (61_377, "61,377"), (-1_234_567, "-1,234,567")])
    func numbersAreGroupedByThousands(number: Int, text: String) {
        #expect(Money.grouped(number) == text)
    }
}
