import Testing

@testable import TerminalUI

@Suite struct FormattingTests {
    @Test(arguments: [
        (0, "0s"), (59, "59s"), (60, "1m00s"), (192, "3m12s"), (3599, "59m59s"), (3600, "1h00m"), (86_399, "23h59m"),
        (86_400, "1d00h"), (8_553_599, "98d23h"), (-5, "0s"),
    ])
    func uptime(_ seconds: Int, _ text: String) {
        #expect(Formatting.uptime(seconds: seconds) == text)
    }

    @Test func uptimeIsTheSameUntilItsChange() {
        for seconds in [0, 59, 3599, 3600, 3661, 86_399, 86_400, 90_000] {
            let change = Formatting.uptimeChange(afterSeconds: seconds)
            let text = Formatting.uptime(seconds: seconds)
            #expect(Formatting.uptime(seconds: seconds + change - 1) == text)
            #expect(Formatting.uptime(seconds: seconds + change) != text)
        }
    }

    @Test(arguments: [
        (Int64(0), "0B"), (999, "999B"), (412 << 20, "412M"), (1 << 30, "1.0G"), (1288 << 20, "1.3G"), (.max, "8192P"),
        (-1, "0B"),
    ])
    func bytes(_ bytes: Int64, _ text: String) {
        #expect(Formatting.bytes(bytes) == text)
    }

    @Test(arguments: [(0.04, "0.0%"), (4.14, "4.1%"), (9.96, "10%"), (104.4, "104%"), (Double.nan, "0.0%")])
    func percent(_ value: Double, _ text: String) {
        #expect(Formatting.percent(value) == text)
    }

    @Test(arguments: [(0.84, "0.8 ms"), (12.2, "12 ms"), (999.4, "999 ms"), (4213, "4.2 s"), (.infinity, "0.0 ms")])
    func milliseconds(_ value: Double, _ text: String) {
        #expect(Formatting.milliseconds(value) == text)
    }

    @Test(arguments: [
        (Int64(0), 0, "00:00:00.000"), (1_709_294_462_113_000_000, 0, "12:01:02.113"),
        (1_709_294_462_013_999_999, 3600, "13:01:02.013"), (1_709_294_462_003_000_000, -50_400, "22:01:02.003"),
        (-1_000_000, 0, "23:59:59.999"),
    ])
    func clock(_ nanoseconds: Int64, _ offset: Int, _ text: String) {
        let clock = Formatting.clock(nanoseconds: nanoseconds, utcOffset: .seconds(offset), milliseconds: true)
        #expect(clock == text)
    }

    @Test(arguments: [
        (0, "just now"), (59, "just now"), (60, "1 min ago"), (3599, "59 min ago"), (3600, "1 h ago"),
        (86_399, "23 h ago"), (86_400, "1 d ago"), (-5, "just now"),
    ])
    func ago(_ seconds: Int, _ text: String) {
        #expect(Formatting.ago(seconds: seconds) == text)
        let change = Formatting.agoChange(afterSeconds: seconds)
        #expect(Formatting.ago(seconds: max(0, seconds) + change - 1) == text)
        #expect(Formatting.ago(seconds: max(0, seconds) + change) != text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (61_377, "61,377"), (-1_234_567, "-1,234,567")])
    func count(_ value: Int, _ text: String) {
        #expect(Formatting.count(value) == text)
    }

    @Test(arguments: [(0.0, "0%"), (0.429, "42%"), (0.999, "99%"), (1.0, "100%"), (7.0, "100%"), (Double.nan, "0%")])
    func progress(_ fraction: Double, _ text: String) {
        #expect(Formatting.progress(fraction) == text)
    }

    @Test(arguments: [(412.4, "0.41 s"), (4.0, "0.00 s"), (9_994.0, "9.99 s"), (12_345.0, "12.3 s"), (-1.0, "0.00 s")])
    func waited(_ milliseconds: Double, _ text: String) {
        #expect(Formatting.waited(milliseconds: milliseconds) == text)
    }
}
