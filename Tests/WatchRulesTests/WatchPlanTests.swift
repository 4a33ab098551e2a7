import ComposeModel
import Testing
import WatchRules

/// What changed files mean for services.
@Suite struct WatchPlanTests {
    private func service(_ name: String = "backend", _ rules: WatchRule...) -> Service {
        var service = Service(name: name)
        service.watch = rules
        return service
    }

    private func plan(_ services: Service..., ignoring text: String? = nil) -> WatchPlan {
        WatchPlan(services) { _ in text }
    }

    private func refreshes(_ plan: WatchPlan, _ paths: String...) -> [ServiceRefresh] {
        plan.refreshes(for: paths.map { ($0, false) })
    }

    @Test func aChangedFileIsCopiedToItsPlaceBelowTheTarget() throws {
        let plan = plan(service("backend", WatchRule(action: .sync, path: "/p/src", target: "/app/src/")))
        let refresh = try #require(refreshes(plan, "/p/src/a/b.rs", "/p/other").first)
        #expect(refresh.copies == [FileChange(source: "/p/src/a/b.rs", target: "/app/src/a/b.rs")])
        #expect(!refresh.restarts && !refresh.rebuilds && refresh.fileCount == 1)
    }

    @Test func aRuleForOneFileCopiesItToTheTargetItself() {
        let plan = plan(service("backend", WatchRule(action: .sync, path: "/p/app.conf", target: "/etc/app.conf")))
        #expect(refreshes(plan, "/p/app.conf").first?.copies.first?.target == "/etc/app.conf")
    }

    @Test func aRemovedFileIsRemovedThere() {
        let plan = plan(service("backend", WatchRule(action: .sync, path: "/p", target: "/app")))
        let refresh = plan.refreshes(for: [("/p/a", true)]).first
        #expect(refresh?.copies == [FileChange(source: "/p/a", target: "/app/a", isRemoved: true)])
    }

    @Test(arguments: [
        (WatchRule.Action.restart, false, true, 0), (.rebuild, true, false, 0), (.syncAndRestart, false, true, 1),
    ])
    func anActionSaysWhatIsDone(_ action: WatchRule.Action, _ rebuilds: Bool, _ restarts: Bool, _ copies: Int) {
        let plan = plan(service("backend", WatchRule(action: action, path: "/p", target: "/app")))
        let refresh = refreshes(plan, "/p/a").first
        #expect(refresh?.rebuilds == rebuilds && refresh?.restarts == restarts && refresh?.copies.count == copies)
    }

    @Test func aCommandRunsOnceForManyFiles() {
        var rule = WatchRule(action: .syncAndExec, path: "/p", target: "/app")
        rule.exec = LifecycleHook(command: ["app", "reload"])
        let refresh = refreshes(plan(service("backend", rule)), "/p/a", "/p/b").first
        #expect(refresh?.hooks.map(\.command) == [["app", "reload"]] && refresh?.copies.count == 2)
    }

    @Test func ignoredFilesAndThoseOutsideOfIncludeMeanNothing() {
        var rule = WatchRule(action: .restart, path: "/p")
        rule.include = ["**/*.go"]
        rule.ignore = ["vendor/"]
        let plan = plan(service("backend", rule))
        #expect(refreshes(plan, "/p/vendor/a.go", "/p/a.md", "/p/.git/x.go", "/p/x/.#a.go") == [])
        #expect(refreshes(plan, "/p/x/a.go").count == 1)
        #expect(plan.prunes("/p/vendor") && plan.prunes("/p/.git") && !plan.prunes("/p/x") && !plan.prunes("/p"))
    }

    @Test func theContextsIgnoreFileCountsAsWell() {
        var service = service("backend", WatchRule(action: .rebuild, path: "/p/web/src"))
        service.build = Build(context: "/p/web")
        let plan = plan(service, ignoring: "src/dist\n")
        #expect(refreshes(plan, "/p/web/src/dist/a.js") == [])
        #expect(refreshes(plan, "/p/web/src/a.js").count == 1)
        #expect(plan.prunes("/p/web/src/dist"))
    }

    @Test func rulesThatCannotBeFollowedAreNamedAndTheRestHolds() {
        var bound = service(
            "backend",
            WatchRule(action: .sync, path: "/p/src", target: "/app"),
            WatchRule(action: .sync, path: "/q"),
            WatchRule(action: .syncAndExec, path: "/r", target: "/r"),
            WatchRule(action: .restart, path: "/p/src")
        )
        bound.volumes = [Mount(source: .bind(path: "/p", createsHostPath: true), target: "/app")]
        let plan = plan(bound)
        #expect(plan.notices.count == 3 && plan.roots == ["/p/src"])
        #expect(refreshes(plan, "/p/src/a").first?.restarts == true)
    }

    @Test func aPatternThatIsNoneIsNamed() {
        var rule = WatchRule(action: .restart, path: "/p")
        rule.ignore = ["a["]
        #expect(plan(service("a", rule)).notices.first?.message.contains("'a[' is not a valid .dockerignore") == true)
        var service = service("a", WatchRule(action: .restart, path: "/p"))
        service.build = Build(context: "/p")
        let found = plan(service, ignoring: "a[\n")
        #expect(found.notices.count == 1 && refreshes(found, "/p/x").count == 1)
    }

    @Test func oneFileCanConcernSeveralServicesAndIsCountedOnceForEach() {
        let rule = WatchRule(action: .restart, path: "/p")
        let both = WatchRule(action: .sync, path: "/p", target: "/app")
        let found = refreshes(plan(service("a", rule), service("b", rule, both)), "/p/x")
        #expect(found.map(\.service) == ["a", "b"] && found.map(\.fileCount) == [1, 1])
    }

    @Test func aWatchBeginsWithCopiesWhereARuleAsksForIt() {
        var first = WatchRule(action: .syncAndRestart, path: "/p", target: "/app")
        first.syncsAtStart = true
        first.ignore = ["x"]
        let second = WatchRule(action: .sync, path: "/q", target: "/q")
        let found = plan(service("a", first), service("b", second)).initialRefreshes(of: ["/p/a", "/p/x", "/q/a"])
        #expect(found.map(\.service) == ["a"] && found.first?.copies.map(\.target) == ["/app/a"])
        #expect(found.first?.restarts == false, "what runs has just been started")
    }

    @Test func ofTwoChangesOfAFileTheLaterOneCounts() {
        var first = ServiceRefresh(service: "a")
        first.copies = [FileChange(source: "/p/a", target: "/a"), FileChange(source: "/p/b", target: "/b")]
        var second = ServiceRefresh(service: "a")
        second.copies = [FileChange(source: "/p/a", target: "/a", isRemoved: true)]
        second.restarts = true
        let merged = first.merged(with: second)
        #expect(
            merged.copies.map(\.target) == ["/b", "/a"] && merged.copies.last?.isRemoved == true && merged.restarts
        )
    }
}
