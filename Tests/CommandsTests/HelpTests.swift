import ArgumentParser
import TestSupport
import Testing

@testable import Commands

/// What `--help` prints, for every command of the tree, at 80 columns.
@Suite struct HelpTests {
    private static let golden = GoldenFolder("Golden/help")
    /// The words of each command after `cpadev`; empty for `cpadev` itself.
    private static let commands = paths(below: CPADev.self, [])

    @Test(arguments: commands)
    func helpReadsAsItDid(of command: [String]) throws {
        try Self.golden.check(try help(of: command), Self.file(of: command))
    }

    @Test func everyFileBelongsToACommand() throws {
        try Self.golden.checkOrphans(besides: Self.commands.map(Self.file))
    }

    @Test func theWholeTreeIsWalked() {
        #expect(Set(Self.commands).isSuperset(of: [[], ["up"], ["seed", "status"], ["snapshot", "list"]]))
        #expect(Set(Self.commands).count == Self.commands.count)
    }

    private func help(of command: [String]) throws -> String {
        var type: any ParsableCommand.Type = CPADev.self
        for word in command {
            type = try #require(type.configuration.subcommands.first { $0._commandName == word })
        }
        return CPADev.helpMessage(for: type, columns: 80) + "\n"
    }

    private static func file(of command: [String]) -> String {
        (command.isEmpty ? "cpadev" : command.joined(separator: "-")) + ".txt"
    }

    private static func paths(below command: any ParsableCommand.Type, _ path: [String]) -> [[String]] {
        [path] + command.configuration.subcommands.flatMap { paths(below: $0, path + [$0._commandName]) }
    }
}
