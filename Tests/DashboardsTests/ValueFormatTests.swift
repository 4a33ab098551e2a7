import Testing

@testable import Dashboards

/// Values with Grafana's units.
@Suite struct ValueFormatTests {
    @Test(
        arguments: [
            (0, "", "0"), (1234, "short", "1.23 K"), (0.05, "percentunit", "5%"), (12.34, "percent", "12.3%"),
            (1536, "bytes", "1.5 KiB"), (1500, "decbytes", "1.5 kB"), (0.0123, "s", "12.3 ms"), (90, "s", "1.5 min"),
            (250, "ms", "250 ms"), (2.5, "reqps", "2.5 req/s"), (1_000_000, "none", "1000000"), (-3.25, "", "-3.25"),
            (.nan, "s", "NaN"), (.infinity, "", "+Inf"), (0, "s", "0 s"), (1e300, "none", "1e+300"),
            (1, "bool_yes_no", "yes"), (3, "nobody's unit", "3"),
        ] as [(Double, String, String)]
    )
    func aValueHasItsUnit(value: Double, unit: String, text: String) {
        #expect(ValueFormat(unit: unit).text(value) == text)
    }

    @Test func decimalsAreKept() {
        #expect(ValueFormat(unit: "s", decimals: 2).text(3) == "3.00 s")
        #expect(ValueFormat(unit: "none", decimals: 0).text(0.6) == "1")
        #expect(ValueFormat(unit: "none", decimals: 1).text(-0.01) == "0.0")
    }
}
