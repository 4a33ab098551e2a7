import Diagnostics
import TerminalUI
import Testing
import YAMLTree

@testable import Commands

@Suite struct UserConfigurationTests {
    private struct OneFile: FileAccess {
        var text: String?

        func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
            guard let text else { throw FileAccessError(.notFound) }
            return Array(text.utf8)
        }

        func isPiped(_ path: String) -> Bool { false }

        func kind(of path: String) -> FileKind? { text.map { _ in .file(isExecutable: false) } }
    }

    private func read(_ text: String?) -> (UserConfiguration, [String]) {
        let (configuration, problems) = UserConfigurationReader(files: OneFile(text: text)).read("/c.yaml")
        let lines = problems.map { problem in
            "\(problem.location.map(\.description) ?? "") \(problem.severity) \(problem.code.rawValue) \(problem.hint ?? "")"
        }
        return (configuration, lines)
    }

    @Test func everySettingIsRead() {
        let (configuration, problems) = read(
            """
            theme: light
            metrics: off
            bell: true
            mouse: false
            keys:
              toggle-zoom: [ctrl-x, f5]
              quit: Q
            """
        )
        #expect(problems == [])
        #expect(configuration.theme == .light)
        #expect(configuration.showsMetrics == false)
        #expect(configuration.ringsBell == true)
        #expect(configuration.usesMouse == false)
        #expect(configuration.keys.entries.first { $0.action == "toggle-zoom" }?.keys == ["ctrl-x", "F5"])
        #expect(configuration.keys.entries.first { $0.action == "quit" }?.keys == ["Q"])
    }

    @Test(arguments: [nil, "", "# nothing\n\n"])
    func aFileThatSaysNothingIsNoProblem(_ text: String?) {
        let (configuration, problems) = read(text)
        #expect(problems == [])
        #expect(configuration.theme == nil && configuration.showsMetrics == nil)
    }

    @Test func everyMistakeIsToldAtItsPlaceAndTheRestHolds() {
        let (configuration, problems) = read(
            """
            theme: lihgt
            metrix: false
            bell: perhaps
            mouse: false
            keys:
              togle-zoom: z
              quit: [ctrl-foo, f10]
              restart-service: x
            """
        )
        #expect(problems.count == 6)
        #expect(problems.contains { $0.hasPrefix("/c.yaml:1:8 warning unknown-theme") && $0.contains("light") })
        #expect(problems.contains { $0.hasPrefix("/c.yaml:2:1 warning unknown-setting") && $0.contains("metrics") })
        #expect(problems.contains { $0.hasPrefix("/c.yaml:3:7 warning bad-config") })
        #expect(problems.contains { $0.hasPrefix("/c.yaml:6:3 warning unknown-action") && $0.contains("toggle-zoom") })
        #expect(problems.contains { $0.hasPrefix("/c.yaml:7:10 warning unknown-key") })
        #expect(problems.contains { $0.hasPrefix("/c.yaml:8:20 warning key-conflict") })
        #expect(configuration.theme == nil && configuration.usesMouse == false)
        #expect(configuration.keys.entries.first { $0.action == "quit" }?.keys == ["F10"])
    }

    @Test(arguments: ["theme: [", "- a", "just text", "theme: \"unclosed", "keys: 3"])
    func brokenFilesGiveDefaultsAndAProblem(_ text: String) {
        let (configuration, problems) = read(text)
        #expect(!problems.isEmpty)
        #expect(configuration.theme == nil)
        #expect(configuration.keys.entries == KeyMap.standard.entries)
    }

    @Test func theFileIsWhereTheBaseDirectorySpecificationHasIt() {
        #expect(UserConfiguration.path(["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/cpadev/config.yaml")
        #expect(UserConfiguration.path(["XDG_CONFIG_HOME": "", "HOME": "/h"]) == "/h/.config/cpadev/config.yaml")
        #expect(UserConfiguration.path([:]) == nil)
    }

    @Test func theEnvironmentWinsOverTheFile() {
        let (configuration, _) = read("theme: dark\nmetrics: false\n")
        func options(_ more: [String: String]) -> TerminalOptions {
            let environment = ["TERM": "xterm", "LANG": "C.UTF-8"].merging(more) { $1 }
            var options = TerminalOptions(environment: environment)
            options.apply(configuration, environment: environment)
            return options
        }
        #expect(options([:]).theme == .dark)
        #expect(!options([:]).showsMetrics)
        #expect(options(["CPADEV_THEME": "light", "CPADEV_METRICS": "on"]).theme == .light)
        #expect(options(["CPADEV_THEME": "light", "CPADEV_METRICS": "on"]).showsMetrics)
        #expect(options(["NO_COLOR": "1"]).theme == .monochrome)
    }
}
