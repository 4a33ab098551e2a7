import Testing

@testable import TerminalUI

@Suite struct ThemeTests {
    @Test func everyNameIsATheme() {
        for name in Theme.names { #expect(Theme.named(name) != nil, "\(name)") }
        #expect(Theme.named("solarized") == nil)
    }

    @Test func statesCanBeToldApartInEveryTheme() {
        for theme in [Theme.standard, .standardOnLight, .dark, .light] {
            let roles: [Theme.Role] = [.healthy, .starting, .failed, .unhealthy, .stopped]
            #expect(Set(roles.map { theme[$0] }).count == roles.count)
        }
    }

    @Test(arguments: [
        ("15;0", TerminalReport.Background.dark), ("0;15", .light), ("0;default;15", .light), ("0;7", .light),
        ("7;8", .dark), ("", .dark), ("x", .dark),
    ])
    func theBackgroundComesFromTheEnvironment(_ value: String, _ background: TerminalReport.Background) {
        #expect(TerminalOptions.background(["COLORFGBG": value]) == background)
    }

    @Test func environmentChoosesThemeAndMetrics() {
        let environment = ["TERM": "xterm", "LANG": "C.UTF-8", "CPADEV_THEME": "light", "CPADEV_METRICS": "off"]
        let options = TerminalOptions(environment: environment)
        #expect(options.theme == .light)
        #expect(!options.showsMetrics)
        #expect(TerminalOptions(environment: environment.merging(["NO_COLOR": "1"]) { $1 }).theme == .monochrome)
        #expect(TerminalOptions(environment: ["TERM": "xterm"]).showsMetrics)
    }
}
