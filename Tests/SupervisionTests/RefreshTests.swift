import ComposeModel
import Runtime
import Supervision
import Testing

/// What changed files ask of the supervisor.
@Suite(.timeLimit(.minutes(1))) struct RefreshTests {
    private func refresh(_ change: (inout ServiceRefresh) -> Void) -> ServiceRefresh {
        var refresh = ServiceRefresh(service: "app")
        refresh.fileCount = 2
        change(&refresh)
        return refresh
    }

    private func started(_ service: Service) async throws -> TestStack {
        let stack = try await TestStack(service)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("app")
        return stack
    }

    @Test func aProcessOfThisMachineNeedsNoCopies() async throws {
        let stack = try await started(.test("app"))
        let copies = refresh { $0.copies = [FileChange(source: "/p/a", target: "/a")] }
        let outcome = try await stack.supervisor.refresh(copies)
        #expect(outcome.changes == ["app runs on the checkout itself: 2 files changed, nothing to copy"])
        #expect(stack.runtime.starts(of: "app") == 1)
    }

    @Test func aRestartIsBegunAndToldToAll() async throws {
        let stack = try await started(.test("app"))
        let before = await stack.supervisor.lastSequence
        let outcome = try await stack.supervisor.refresh(refresh { $0.restarts = true })
        #expect(outcome.changes == ["restarting app after 2 files changed"])
        await stack.wait { _ in stack.runtime.starts(of: "app") == 2 }
        #expect(await stack.notices(after: before).contains("info app: restarting app after 2 files changed"))
    }

    @Test func everyReplicaFollowsTheFiles() async throws {
        var second = Service.test("app-2")
        (second.family, second.replica) = ("app", 2)
        let stack = try await TestStack(.test("app"), second)
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["app", "app-2"] { await stack.waitUntilReady(name) }
        let outcome = try await stack.supervisor.refresh(refresh { $0.restarts = true })
        #expect(outcome.services == ["app", "app-2"])
        await stack.wait { _ in ["app", "app-2"].allSatisfy { stack.runtime.starts(of: $0) == 2 } }
    }

    @Test func aRebuildInstallsAnewBeforeItRestarts() async throws {
        let stack = try await started(.test("app"))
        _ = try await stack.supervisor.refresh(refresh { $0.rebuilds = true })
        await stack.wait { _ in stack.runtime.starts(of: "app") == 2 }
        let calls = stack.runtime.calls
        let install = try #require(calls.firstIndex(of: .install("app")))
        let stop = try #require(calls.firstIndex(of: .signal("app", "SIGTERM")))
        #expect(install < stop, "what runs goes on until there is something better")
    }

    @Test func aRebuildThatFailsLeavesTheServiceAsItWas() async throws {
        let stack = try await started(.test("app"))
        stack.runtime.installing(fails: RuntimeError(.installFailed, "no compiler", remedy: "get one"))
        let wish = refresh { $0.rebuilds = true }
        let error = await #expect(throws: SupervisorError.self) { _ = try await stack.supervisor.refresh(wish) }
        #expect(error?.code == .refreshFailed && error?.message == "app is unchanged: no compiler")
        #expect(stack.runtime.starts(of: "app") == 1)
        #expect(try await stack.report("app").machine.state == .running(nil))
    }

    @Test func aCommandThatFailsIsAnError() async throws {
        let stack = try await started(.test("app"))
        let wish = refresh { $0.hooks = [LifecycleHook(command: ["app", "reload"])] }
        let error = await #expect(throws: SupervisorError.self) { _ = try await stack.supervisor.refresh(wish) }
        #expect(error?.message == "'app reload' in app ended with exit code 1")
        stack.runtime.set("app", isHealthy: true)
        #expect(try await stack.supervisor.refresh(wish).changes == ["ran 'app reload' in app"])
    }

    @Test(arguments: [(Int32(0), true), (3, true), (0, false)])
    func oneThatHasEndedRunsAgainOnWhatIsNew(code: Int32, restarts: Bool) async throws {
        let stack = try await started(.test("app"))
        stack.runtime.end("app", .code(code))
        await stack.wait(for: "app") { $0 == .completed || $0 == .failed(reason: "exit code \(code)", remedy: nil) }
        let outcome = try await stack.supervisor.refresh(refresh { $0.restarts = restarts })
        guard restarts else {
            return #expect(outcome.changes == ["app does not run: 2 files changed, nothing done"])
        }
        #expect(outcome.changes == ["running app again after 2 files changed"])
        await stack.wait { _ in stack.runtime.starts(of: "app") == 2 }
    }

    @Test func oneThatWasStoppedStaysSo() async throws {
        let stack = try await started(.test("app"))
        _ = try await stack.supervisor.stop(["app"])
        await stack.wait(for: "app", .stopped)
        let outcome = try await stack.supervisor.refresh(refresh { $0.restarts = true })
        #expect(outcome.changes == ["app does not run: 2 files changed, nothing done"])
    }

    @Test func aServiceThatDoesNotRunIsLeftAlone() async throws {
        let stack = try await TestStack(.test("app"))
        let outcome = try await stack.supervisor.refresh(refresh { $0.restarts = true })
        #expect(outcome.changes == ["app does not run: 2 files changed, nothing done"])
        #expect(stack.runtime.starts(of: "app") == 0)
    }
}
