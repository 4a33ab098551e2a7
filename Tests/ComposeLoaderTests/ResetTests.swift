import ComposeLoader
import ComposeModel
import Diagnostics
import Schedules
import Testing

/// `x-cpadev.reset`, and the names of stacks of an environment.
@Suite struct ResetTests {
    /// A file whose first line has these keys of `x-cpadev`.
    private static func file(_ keys: String) -> String { "x-cpadev: {\(keys)}\n" + oneService("user: a") }

    @Test func theSettingsOfAReset() throws {
        let keys = """
            seeds: s.yaml, reset: {schedule: "0 4 * * mon", tz: Europe/Berlin, announce: 2m, visits: {a: GET},
            active_for: 3m, postpone_up_to: 90m, catch_up: 0s}
            """
        let reset = try #require(try Loading(Self.file(keys)).load().project.settings.reset)
        #expect(reset.schedule.text == "0 4 * * mon" && reset.zoneName == "Europe/Berlin")
        #expect(reset.announce == .seconds(120) && reset.activeFor == .seconds(180))
        #expect(reset.postponeUpTo == .seconds(5400) && reset.catchUp == .zero)
        #expect(reset.visits == [ResetSettings.VisitLine(service: "a", text: "GET")])
    }

    @Test func onlyTheScheduleIsNeeded() throws {
        let keys = "seeds: s.yaml, reset: {schedule: '@daily'}"
        let reset = try #require(try Loading(Self.file(keys)).load().project.settings.reset)
        #expect(reset.zoneName == "UTC" && reset.zoneLocation == nil && reset.visits.isEmpty)
        #expect(reset.announce == .seconds(300) && reset.activeFor == .seconds(600))
        #expect(reset.postponeUpTo == .seconds(3600) && reset.catchUp == .seconds(3600))
        #expect(try Loading(Self.file("seeds: s.yaml")).load().project.settings.reset == nil)
    }

    static let cases: [BadCase] = [
        BadCase("no schedule", file("seeds: s.yaml, reset: {tz: UTC}"), "1:27 missing-key"),
        BadCase("a wrong schedule", file("seeds: s.yaml, reset: {schedule: 0 25 * * *}"), "1:45 bad-schedule"),
        BadCase("nothing to reset", file("reset: {schedule: '@daily'}"), "1:12 missing-key"),
        BadCase("a wrong duration", file("seeds: s, reset: {schedule: '@daily', announce: soon}"), "1:60 bad-duration"),
        BadCase("an unknown key", file("seeds: s, reset: {schedule: '@daily', zone: UTC}"), "1:50 unknown-key"),
        BadCase("an empty text", file("seeds: s, reset: {schedule: '@daily', visits: {a: ''}}"), "1:59 missing-key"),
        BadCase(
            "visits of an unknown service",
            file("seeds: s, reset: {schedule: '@daily', visits: {web: x}}"),
            "1:59 warning unknown-service"
        ),
    ]

    @Test(arguments: cases) func whatIsWrongIsReported(_ test: BadCase) { test.check() }

    @Test func aWrongScheduleNamesItsFieldAndSaysWhatToWrite() throws {
        let diagnostics = Loading(Self.file("seeds: s.yaml, reset: {schedule: 0 22-2 * * *}")).diagnostics()
        let wrong = try #require(diagnostics.first)
        let words = "'x-cpadev.reset.schedule' is wrong: the hour '22-2' has a range that ends before it begins: '22-2'"
        #expect(wrong.message == words)
        #expect(wrong.hint == "write 22-23,0-2")
    }

    @Test(arguments: [("shop", "shop-demo"), ("shop-demo", "shop-demo"), (nil, "app-demo")] as [(String?, String)])
    func anEnvironmentIsPartOfTheProjectsName(given: String?, expected: String) throws {
        var loading = Loading(oneService("user: a"))
        loading.projectName = given
        loading.environmentName = "demo"
        let project = try loading.load().project
        #expect(project.name == expected)
        #expect(project.environment["COMPOSE_PROJECT_NAME"] == expected)
    }
}
