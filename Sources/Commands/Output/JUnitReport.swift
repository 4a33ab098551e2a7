import Foundations

/// A report in the XML format of JUnit, which CI systems show. Source: Jenkins' junit-10.xsd.
struct JUnitReport {
    struct Case {
        enum Outcome {
            case passed
            /// A summary and details.
            case failed(String, String)
            case skipped(String)
        }

        var name: String
        var duration: Duration
        var outcome = Outcome.passed

        init(name: String, duration: Duration) {
            self.name = name
            self.duration = duration
        }
    }

    var name: String
    var cases: [Case]

    var xml: String {
        let failures = cases.count { if case .failed = $0.outcome { true } else { false } }
        let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
        let total = cases.reduce(Duration.zero) { $0 + $1.duration }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites>",
            "  <testsuite name=\"\(Self.escaped(name))\" \(counts) time=\"\(Self.seconds(total))\">",
        ]
        for item in cases {
            let head =
                "<testcase classname=\"\(Self.escaped(name))\" name=\"\(Self.escaped(item.name))\" "
                + "time=\"\(Self.seconds(item.duration))\""
            switch item.outcome {
            case .passed: lines.append("    \(head)/>")
            case .failed(let message, let details):
                let failure = "<failure message=\"\(Self.escaped(message))\">\(Self.escaped(details))</failure>"
                lines.append("    \(head)>\(failure)</testcase>")
            case .skipped(let message):
                lines.append("    \(head)><skipped message=\"\(Self.escaped(message))\"/></testcase>")
            }
        }
        return (lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
    }

    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int(duration.wholeMilliseconds)
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }

    /// Escapes markup; characters that XML 1.0 forbids become U+FFFD.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
