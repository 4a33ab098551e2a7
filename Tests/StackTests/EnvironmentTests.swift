import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// Stacks of a named environment: beside the project's own, and reset by a schedule.
    @Suite struct EnvironmentTests {
        @Test func anEnvironmentRunsBesideTheProjectsOwnStack() async throws {
            try await Stack.with(ports: 1) { stack in
                let web = Toy.server("web", port: stack.ports[0], in: stack.path)
                try stack.define(text: "name: shop\nservices:\n" + web)
                try stack.write("compose.demo.yaml", "x-cpadev: {ports: auto}\n")
                try await stack.succeed("up", "-d", "--wait")
                try await stack.succeed("--environment", "demo", "up", "-d", "--wait")
                let listed = try await stack.succeed("ls")
                #expect(listed.output.contains("shop ") && listed.output.contains("shop-demo "), "\(listed.summary)")

                let refused = try await stack.run("--environment", "demo", "down", "--volumes")
                #expect(refused.code == 64, "\(refused.summary)")
                #expect(refused.errors.contains("the data of the environment 'demo', which others use"))
                #expect(refused.errors.contains("to do so, add --yes"))
                try await stack.succeed("--environment", "demo", "down", "--volumes", "--yes")
                #expect(try await stack.status().project.name == "shop")
                #expect(try await stack.get(stack.ports[0]) == "1")
                let gone = try await stack.run("--environment", "demo", "status")
                #expect(gone.code == 69 && gone.errors.contains("cpadev --environment demo up"), "\(gone.summary)")
            }
        }

        @Test func anEnvironmentThatIsUnknownOrWrongIsRefused() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                let wrong = "x-cpadev:\n  seeds: none.yaml\n  reset: {schedule: 0 4 * * *, tz: Europe/Berlinn}\n"
                try stack.write("compose.demo.yaml", wrong)
                let unknown = try await stack.run("--environment", "dmeo", "up", "-d")
                #expect(unknown.code == 65 && unknown.errors.contains("did you mean 'demo'?"), "\(unknown.summary)")
                let zone = try await stack.run("--environment", "demo", "up", "-d")
                #expect(zone.code == 65, "\(zone.summary)")
                #expect(zone.errors.contains("compose.demo.yaml:3:36: error: 'tz' of 'x-cpadev.reset' is wrong"))
                #expect(zone.errors.contains("unknown time zone 'Europe/Berlinn'"))
                try stack.write("compose.demo.yaml", wrong.replacing("0 4 * *", with: "0 24 * *"))
                let schedule = try await stack.run("--environment", "demo", "config", "-q")
                #expect(schedule.code == 65 && schedule.errors.contains("compose.demo.yaml:3:21: error"))
                #expect(schedule.errors.contains("the hour is 0 to 23"), "\(schedule.summary)")
            }
        }

        /// Ten resets: some undisturbed, one that a visitor postpones, one that a visitor postpones up to the limit, and one
        /// that was missed because the supervisor was killed.
        @Test(
            .enabled("the services are neither fetched nor is PyPI reached", { await NineServices.isWanted() }),
            .timeLimit(.minutes(30))
        )
        func aDemoIsResetByItsSchedule() async throws {
            try await DemoProject.with { demo in
                let stack = demo.stack
                try await stack.succeed("up", "-d", "--wait", within: .seconds(900))
                #expect(try await stack.status().project.name == "shop-demo")
                let names = try await demo.sql("SELECT string_agg(name, ',' ORDER BY name) FROM firms")

                // What visitors leave is gone after the next reset.
                let before = try await demo.resets().count
                try await demo.sql("UPDATE firms SET name = 'spoilt'")
                try await demo.wait(forResets: before + 2)
                #expect(try await demo.sql("SELECT string_agg(name, ',' ORDER BY name) FROM firms") == names)

                try await Self.postpone(demo)
                try await Self.postponeToTheLimit(demo)

                let reset = try await stack.run("reset", "--json")
                #expect(reset.code == 64 && reset.errors.contains("the environment 'demo'"), "\(reset.summary)")
                try await stack.succeed("reset", "--yes")

                let count = try await demo.resets().count
                _ = try await stack.killSupervisor()
                // A time of the schedule passes.
                try await Task.sleep(for: .seconds(7))
                try await stack.succeed("up", "-d", "--wait")
                #expect(try await demo.resets().count >= count)
                try await demo.wait(forResets: max(10, count + 2))
                let resets = try await demo.resets()
                #expect(resets.last?.problem == nil)
                let history = demo.history()
                #expect(history.contains("was missed while the stack was down: it happens now"))
                let done = history.components(separatedBy: "the seed data was reset, as scheduled for ").count - 1
                // The last line of a killed supervisor may be missing.
                #expect(done >= resets.count - 1, "\(done) of \(resets.count) resets are in the history")
                let status = try await stack.succeed("seed", "status")
                #expect(status.output.contains("reset by schedule: @every 6s, UTC"), "\(status.summary)")
            }
        }

        /// A visitor who comes before a reset, and leaves.
        private static func postpone(_ demo: DemoProject) async throws {
            let before = try await demo.resets().count
            try await eventually("an announcement", within: .seconds(30)) {
                try await demo.resets().phase == "announced"
            }
            let page = try await demo.visit()
            #expect(page.contains("The data of this demo will be reset in less than a minute"), "\(page)")
            try await eventually("a postponed reset", within: .seconds(15)) {
                _ = try await demo.visit()
                return try await demo.resets().phase == "postponed"
            }
            let postponed = try await demo.resets()
            if postponed.phase == "postponed" {
                #expect(postponed.scheduledFor ?? "" < postponed.next ?? "")
            }
            try await demo.wait(forResets: before + 1)
            #expect(demo.history().contains("a visitor is active: the reset of "))
        }

        /// A visitor who stays.
        private static func postponeToTheLimit(_ demo: DemoProject) async throws {
            let before = try await demo.resets()
            let began = ContinuousClock.now
            try await eventually("a reset despite a visitor", within: .seconds(40)) {
                _ = try await demo.visit()
                return try await demo.resets().count > before.count
            }
            // At most until the next time of the schedule and its limit, and the time of a reset on a busy machine.
            #expect(ContinuousClock.now - began < .seconds(30))
        }
    }
}
