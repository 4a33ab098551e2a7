import ComposeModel
import Health
import OrderedCollections
import Runtime
import ServiceGraph
import Supervision
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct SupervisorStartTests {
    private static let firstProbe = Duration.milliseconds(50)

    @Test func startWaitsUntilDependencyIsHealthy() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "db", condition: .healthy)),
            .test("db", isProbed: true)
        )
        let outcome = try await stack.supervisor.up([], reloading: false)
        #expect(outcome.services == ["db", "web"])
        await stack.wait(for: "db", .running(.starting))
        await stack.wait(for: "web", .waiting(for: ["db"]))
        await stack.clock.passSleep(of: Self.firstProbe)
        await stack.wait { $0.services.contains { $0.probe?.outcome.succeeded == false } }
        #expect(stack.runtime.starts(of: "web") == 0)

        stack.runtime.set("db", isHealthy: true)
        await stack.clock.passSleep(of: Self.firstProbe)
        await stack.waitUntilReady("web")
        #expect(stack.runtime.calls == [.start("db", generation: 1), .start("web", generation: 1)])
        let probe = try #require(try await stack.report("db").probe)
        #expect(probe.kind == "exec")
        #expect(probe.outcome.message == "check passed: ready")
    }

    @Test func aStartedDependencyIsEnoughWhereNoMoreIsAsked() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "db")),
            .test("db", isProbed: true)
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        #expect(try await stack.report("db").machine.state == .running(.starting))
    }

    @Test func withoutAProbeItIsStartedAtOnceAndReadyAfterAShortWhile() async throws {
        let settle = Duration.milliseconds(500)
        let stack = try await TestStack(
            .test("page", needs: Dependency(service: "db", condition: .healthy)),
            .test("web", needs: Dependency(service: "db")),
            .test("db"),
            settleAfter: settle
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "web", .running(.starting))
        await stack.wait(for: "page", .waiting(for: ["db"]))
        #expect(try await stack.report("db").machine.state == .running(.starting))
        #expect(await stack.supervisor.startup == nil)
        await stack.clock.passSleep(of: settle, sleepers: 2)
        await stack.waitUntilReady("db")
        await stack.wait(for: "page", .running(.starting))
        await stack.clock.passSleep(of: settle)
        await stack.waitUntilReady("page")
        #expect(await stack.supervisor.startup?.times["db"]?.ready == settle)
    }

    @Test func whatEndsAtOnceWasNeverReady() async throws {
        let stack = try await TestStack(
            .test("db", restart: .onFailure(maxRetries: 1)),
            settleAfter: .milliseconds(500)
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .running(.starting))
        stack.runtime.end("db", .code(3))
        await stack.clock.passSleep(of: .milliseconds(200))
        await stack.wait(for: "db", .running(.starting))
        stack.runtime.end("db", .code(3))
        await stack.wait(for: "db", .gaveUp(reason: "exit code 3, 2 times in a row"))
        let startup = try #require(await stack.supervisor.startup)
        #expect(startup.times["db"]?.ready == nil)
    }

    @Test func aJobHasToCompleteFirst() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "migrate", condition: .completedSuccessfully)),
            .test("migrate")
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "web", .waiting(for: ["migrate"]))
        await stack.waitUntilReady("migrate")
        stack.runtime.end("migrate", .code(0))
        await stack.waitUntilReady("web")
        #expect(try await stack.report("migrate").machine.state == .completed)
    }

    @Test func aJobThatSucceededIsRunAgainOnlyWhereItIsNamedOrChanged() async throws {
        let job = Service.test("migrate", restart: .onFailure(maxRetries: nil))
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "migrate", condition: .completedSuccessfully)),
            job
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("migrate")
        stack.runtime.end("migrate", .code(0))
        await stack.waitUntilReady("web")
        for names in [[], ["web"]] {
            _ = try await stack.supervisor.up(names, reloading: true)
            #expect(try await stack.report("migrate").machine.state == .completed)
        }
        _ = try await stack.supervisor.up(["migrate"], reloading: true)
        await stack.waitUntilReady("migrate")
        stack.runtime.end("migrate", .code(0))
        await stack.wait(for: "migrate", .completed)
        stack.world.edit { $0.services["migrate"]?.environment["A"] = "1" }
        _ = try await stack.supervisor.up([], reloading: true)
        await stack.waitUntilReady("migrate")
        #expect(stack.runtime.starts(of: "migrate") == 3)
        #expect(stack.runtime.starts(of: "web") == 1)
    }

    @Test func aJobThatFailsLeavesItsDependentsSkipped() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "migrate", condition: .completedSuccessfully)),
            .test("migrate")
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("migrate")
        stack.runtime.end("migrate", .code(2))
        await stack.wait(for: "web", .skipped(reason: "it needs migrate, but it failed: exit code 2"))
    }

    @Test func anUnavailableOptionalDependencyDoesNotHoldBack() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "scanner", condition: .healthy, isRequired: false)),
            .test("scanner", isProbed: true)
        )
        stack.runtime.set("scanner", .unavailable(reason: "no database", remedy: "fetch it"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        #expect(try await stack.report("web").degradedBy == ["scanner"])
        #expect(try await stack.report("web").dependencies.map(\.isSatisfied) == [false])
    }

    @Test func anUnhealthyOptionalDependencyDoesNotHoldBack() async throws {
        var scanner = Service.test("scanner")
        scanner.healthcheck = Healthcheck(test: .command(["check"]), interval: .seconds(3), retries: 1)
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "scanner", condition: .healthy, isRequired: false)),
            .test("other", needs: Dependency(service: "scanner", condition: .healthy)),
            scanner
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "web", .waiting(for: ["scanner"]))
        while try await stack.report("scanner").machine.state != .running(.unhealthy) {
            stack.clock.advance(by: .seconds(3))
            await Task.yield()
        }
        await stack.waitUntilReady("web")
        #expect(try await stack.report("web").degradedBy == ["scanner"])
        await stack.wait(for: "other", .waiting(for: ["scanner"]))
    }

    @Test func anOptionalDependencyThatComesIsWaitedFor() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "scanner", condition: .healthy, isRequired: false)),
            .test("scanner", isProbed: true)
        )
        stack.runtime.set("scanner", isHealthy: true)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "scanner", .running(.starting))
        await stack.wait(for: "web", .waiting(for: ["scanner"]))
        await stack.clock.passSleep(of: Self.firstProbe)
        await stack.waitUntilReady("web")
        #expect(try await stack.report("web").degradedBy.isEmpty)
    }

    @Test func aRequiredUnavailableDependencySkipsAndItsStartRecovers() async throws {
        let stack = try await TestStack(
            .test("page", needs: Dependency(service: "web")),
            .test("web", needs: Dependency(service: "db")),
            .test("db")
        )
        stack.runtime.set("db", .unavailable(reason: "not installed", remedy: nil))
        _ = try await stack.supervisor.up([], reloading: false)
        let reason = "it needs db, but it is unavailable: not installed"
        await stack.wait(for: "web", .skipped(reason: reason))
        await stack.wait(for: "page", .skipped(reason: "it needs web, but it is skipped: \(reason)"))
        #expect(stack.runtime.calls.isEmpty)

        stack.runtime.set("db", .available(nil))
        _ = try await stack.supervisor.start(["db"])
        await stack.waitUntilReady("page")
        #expect(stack.runtime.calls.map(\.service) == ["db", "web", "page"])
    }

    @Test func aSelectionBringsItsDependenciesAlong() async throws {
        let stack = try await TestStack(.test("web", needs: Dependency(service: "db")), .test("db"), .test("other"))
        let outcome = try await stack.supervisor.start(["web"])
        #expect(outcome.services == ["db", "web"])
        await stack.waitUntilReady("web")
        #expect(stack.runtime.starts(of: "other") == 0)
        #expect(try await stack.report("other").machine.state == .stopped)
    }

    // MARK: Installing

    @Test func whatIsMissingIsInstalledAndThenStarted() async throws {
        let stack = try await TestStack(.test("db"))
        let binary = Availability.Binary(path: "/opt/db", version: "16.1", difference: "not 16.2")
        stack.runtime.set("db", .installable(reason: "fetching db"), afterInstall: .available(binary))
        stack.runtime.installing(writes: (0...100).map { "\($0) %" })
        let before = await stack.supervisor.lastSequence
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        #expect(stack.runtime.calls == [.install("db"), .start("db", generation: 1)])
        #expect(try await stack.report("db").binary == binary)
        let changes = await stack.supervisor.changes(after: before) ?? []
        let progress = changes.compactMap { change in
            if case .service(let report) = change.payload { report.progress } else { nil }
        }
        #expect(progress.first == "installing: fetching db")
        #expect(progress.last == "100 %")
        #expect(try await stack.report("db").progress == nil)
    }

    @Test func aStopDuringTheInstallationLeavesNoProgressBehind() async throws {
        let stack = try await TestStack(.test("db"))
        stack.runtime.set("db", .installable(reason: "fetching db"))
        let (isInstalling, goOn) = stack.runtime.holdInstallation()
        _ = try await stack.supervisor.up([], reloading: false)
        for await _ in isInstalling { break }
        #expect(try await stack.report("db").progress == "installing: fetching db")
        _ = try await stack.supervisor.stop([])
        await stack.wait(for: "db", .stopped)
        #expect(try await stack.report("db").progress == nil)
        goOn.finish()
    }

    @Test func anInstallationThatFailsMakesItUnavailableWithItsRemedy() async throws {
        let stack = try await TestStack(.test("db"))
        stack.runtime.set("db", .installable(reason: "fetching db"))
        stack.runtime.installing(fails: RuntimeError(.installFailed, "no network", remedy: "connect"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .unavailable(reason: "no network", remedy: "connect"))
        #expect(try await stack.report("db").progress == nil)
    }

    @Test func whatIsStillMissingAfterItsInstallationIsUnavailable() async throws {
        let stack = try await TestStack(.test("db"))
        stack.runtime.set(
            "db",
            .installable(reason: "no program"),
            afterInstall: .installable(reason: "no program")
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(
            for: "db",
            .unavailable(reason: "still missing after it was installed: no program", remedy: nil)
        )
    }

    @Test func aServiceThatWantsARuntimeThatIsNotThereIsUnavailable() async throws {
        var service = Service.test("db")
        service.settings.runtime = .docker
        let stack = try await TestStack(service)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db") { if case .unavailable = $0 { true } else { false } }
    }

    // MARK: Profile

    @Test func theProfileTellsWhereTheTimeWent() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "db", condition: .healthy), isProbed: true),
            .test("db", isProbed: true),
            .test("quick")
        )
        let before = await stack.supervisor.lastSequence
        for name in ["web", "db"] { stack.runtime.set(name, isHealthy: true) }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("quick")
        await stack.wait(for: "db", .running(.starting))
        await stack.clock.passSleep(of: Self.firstProbe)
        await stack.wait(for: "web", .running(.starting))
        #expect(await stack.supervisor.startup == nil)
        await stack.clock.passSleep(of: Self.firstProbe)
        await stack.waitUntilReady("web")

        let report = try #require(await stack.supervisor.startup)
        #expect(report.total == .milliseconds(100))
        #expect(report.times["db"] == StartTimes(unblocked: .zero, started: .zero, ready: .milliseconds(50)))
        #expect(
            report.times["web"]
                == StartTimes(unblocked: .milliseconds(50), started: .milliseconds(50), ready: .milliseconds(100))
        )
        #expect(report.times["quick"]?.ready == .zero)
        #expect(report.criticalPath.services == ["db", "web"])
        #expect(report.criticalPath.duration == .milliseconds(100))
        let changes = await stack.supervisor.changes(after: before) ?? []
        #expect(changes.contains { $0.payload == .started(report) })
    }
}

extension FakeRuntime.Call {
    var service: String {
        switch self {
        case .install(let name), .start(let name, _), .signal(let name, _), .kill(let name), .remove(let name),
            .execute(let name, _), .step(let name, _):
            name
        }
    }
}
