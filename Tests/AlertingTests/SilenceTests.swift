import Testing

@testable import Alerting

@Suite struct SilenceTests {
    @Test(arguments: [("1h", 3600), ("90m", 5400), ("1h30m", 5400), ("2d", 172_800), ("1w 1d", 691_200), ("60s", 60)])
    func lengthsAreRead(_ text: String, _ seconds: Int) {
        #expect(SilenceLength(text)?.seconds == seconds)
    }

    @Test(arguments: ["", "h", "1", "1x", "30m1h", "1h1h", "59s", "366d", "-1h", "1.5h", "999999999999h", "1h " + "x"])
    func otherTextsAreNoLengths(_ text: String) {
        #expect(SilenceLength(text) == nil)
    }

    @Test func matchersCompareLabels() {
        let labels = ["alertname": "DiskUsage", "mountpoint": "/data"]
        #expect(Silence.Matcher(name: "alertname", value: "DiskUsage").matches(labels))
        #expect(!Silence.Matcher(name: "alertname", value: "Disk").matches(labels))
        #expect(Silence.Matcher(name: "alertname", value: "Disk.*", isRegex: true).matches(labels))
        #expect(!Silence.Matcher(name: "alertname", value: "Disk", isRegex: true).matches(labels))
        #expect(!Silence.Matcher(name: "mountpoint", value: "/data", isEqual: false).matches(labels))
        #expect(Silence.Matcher(name: "mountpoint", value: "/.*x", isRegex: true, isEqual: false).matches(labels))
        #expect(Silence.Matcher(name: "missing", value: "").matches(labels))
        #expect(!Silence.Matcher(name: "alertname", value: "(", isRegex: true, isEqual: false).matches(labels))
    }
}
