import ArgumentParser
import ControlAPI
import LogAnalysis
import StackHost
import Testing

@testable import Commands

@Suite struct LogOptionsTests {
    private static let now: Int64 = 1_773_671_415_000_000_000

    private func filter(_ arguments: String...) throws -> LogFilter {
        try LogsCommand.parse(arguments).options.filter(now: Self.now)
    }

    @Test func everyConditionHasItsOption() throws {
        let filter = try filter(
            "--since",
            "10m",
            "--until",
            "2026-03-16T14:30:00Z",
            "--grep",
            "a|b",
            "-i",
            "--invert",
            "--level",
            "warning",
            "--stream",
            "stderr",
            "--stream",
            "system",
            "--field",
            ".status>=500",
            "--field",
            ".a=b",
            "web"
        )
        #expect(
            filter
                == LogFilter(
                    pattern: LogPattern("a|b", case: .insensitive),
                    isInverted: true,
                    leastLevel: .warn,
                    streams: [.stderr, .system],
                    since: Self.now - 600_000_000_000,
                    until: 1_773_671_400_000_000_000,
                    fields: [".status>=500", ".a=b"]
                )
        )
        #expect(try self.filter() == LogFilter())
        #expect(try self.filter("--grep", "") == LogFilter())
    }

    @Test func textsAndCapitalsAreAsTheFlagsSay() throws {
        #expect(try filter("--grep", "a(", "-F").pattern == LogPattern("a(", kind: .literal))
        #expect(try filter("--grep", "a", "-s").pattern == LogPattern("a", case: .sensitive))
        #expect(try filter("--grep", "a").pattern == LogPattern("a", case: .smart))
    }

    @Test func aBadPatternIsMarkedAtItsPlace() {
        #expect {
            _ = try filter("--grep", "größe(")
        } throws: {
            let failure = $0 as? CommandFailure
            return failure?.code == .usage && failure?.message.hasSuffix("\n  größe(\n        ^") == true
        }
    }

    @Test(arguments: [("--since", "soon"), ("--until", "25:00")])
    func aBadTimeIsMarkedToo(option: String, value: String) {
        #expect {
            _ = try filter(option, value)
        } throws: {
            let failure = $0 as? CommandFailure
            return failure?.code == .usage && failure?.message.contains("  \(value)\n  ") == true
                && failure?.hint?.contains("10m") == true
        }
    }

    @Test(
        arguments: [
            ["--level", "loud"], ["--stream", "x"], ["-C", "-1"], ["-n", "-1"], ["-F"], ["-i"], ["--invert"],
            ["--grep", "a", "-i", "-s"], ["--new-since-green"], ["--patterns", "-f"], ["--patterns", "-n", "1"],
            ["--patterns", "--new-since-green", "--since", "1m"], ["--patterns", "-C", "1"],
        ]
    )
    func whatDoesNotGoTogetherIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try LogsCommand.parse(arguments) }
    }

    @Test func patternsGoWithConditions() throws {
        let command = try LogsCommand.parse([
            "--patterns", "--since", "1m", "--level", "warn", "--grep", "x", "--json", "a",
        ])
        #expect(command.patterns && command.json && command.services == ["a"])
    }

    @Test func aFirmIsItsSlugAndItsId() throws {
        let firms = [
            DataStatus.Firm(slug: "oak", name: "Oak", tenantId: "1-2-3"), DataStatus.Firm(slug: "elm", name: "Elm"),
        ]
        #expect(try LogOptions.words(firm: "oak", among: firms) == ["oak", "1-2-3"])
        #expect(try LogOptions.words(firm: "elm", among: firms) == ["elm"])
        // Where nobody knows the firms, any word may be one.
        #expect(try LogOptions.words(firm: "ash", among: []) == ["ash"])
        #expect {
            _ = try LogOptions.words(firm: "ash", among: firms)
        } throws: {
            let failure = $0 as? CommandFailure
            return failure?.code == .usage && failure?.hint == "the firms are: oak, elm"
        }
    }
}
