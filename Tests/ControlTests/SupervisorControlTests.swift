import ComposeModel
import ControlAPI
import ControlClient
import FoundationEssentials
import Health
import LogAnalysis
import LogStore
import OrderedCollections
import StackService
import Supervision
import SystemPackage
import Testing

/// The real supervisor, of a stack that nothing can run, behind a real socket.
@Suite(.timeLimit(.minutes(1))) struct SupervisorControlTests {
    private func withSupervisor(
        environment: [String: String] = [:],
        _ body: @Sendable (Supervisor, ControlClient, LogStore) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/control-logs-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let logs = try LogStore(directory: FilePath(directory))
        defer { logs.close() }
        var project = Project(name: "test", directory: "/project")
        for name in ["db", "web"] { project.services[name] = Service(name: name) }
        for (name, value) in environment { project.services["db"]?.environment[name] = value }
        let reloaded = project
        let supervisor = try Supervisor(
            project: project,
            dependencies: SupervisorDependencies(
                runtimes: [],
                probes: ProbeFactory(),
                logs: logs,
                reload: { _ in reloaded },
                portHolder: { _, _ in nil },
                freePort: { nil },
                wallClock: { 1_700_000_000_000_000_000 }
            )
        )
        await supervisor.begin()
        let control = SupervisorControl(
            supervisor: supervisor,
            logs: logs,
            info: .init(pid: 1, version: "0", startedAt: Samples.time, socket: "s"),
            onDown: { _ in }
        )
        try await ServedStack.with(control, masker: { await control.masker() }) { _, client in
            try await body(supervisor, client, logs)
            await supervisor.close()
        }
    }

    private func take(_ count: Int, of updates: AsyncThrowingStream<StackUpdate, any Error>) async throws
        -> [StackUpdate]
    {
        var result: [StackUpdate] = []
        for try await update in updates {
            if case .metrics = update { continue }
            result.append(update)
            if result.count == count { break }
        }
        return result
    }

    private func message(_ update: StackUpdate) -> String? {
        guard case .event(let event) = update, case .notice(let notice) = event.payload else { return nil }
        return notice.message
    }

    @Test func aSubscriberGetsASnapshotAndThenEveryChange() async throws {
        try await withSupervisor { supervisor, client, _ in
            let before = await supervisor.lastSequence
            var updates = client.updates(after: nil).makeAsyncIterator()
            guard case .snapshot(let snapshot) = try await updates.next() else {
                Issue.record("no snapshot came first")
                return
            }
            #expect(snapshot.sequence == before)
            #expect(snapshot.services.map(\.name) == ["db", "web"])
            #expect(snapshot.supervisor.pid == 1)
            for number in 1...3 { await supervisor.announce("\(number)") }
            for number in 1...3 {
                guard case .event(let event) = try await updates.next() else {
                    Issue.record("no event")
                    return
                }
                #expect(event.sequence == before + UInt64(number))
                #expect(message(.event(event)) == "\(number)")
            }
        }
    }

    @Test func aSubscriberResumesWhereItWas() async throws {
        try await withSupervisor { supervisor, client, _ in
            let before = await supervisor.lastSequence
            for number in 1...5 { await supervisor.announce("\(number)") }
            let resumed = try await take(3, of: client.updates(after: before + 2))
            #expect(resumed.map(message) == ["3", "4", "5"])
        }
    }

    @Test func theJournalTellsWhatWasBeforeOneCameAndIsBounded() async throws {
        try await withSupervisor { supervisor, client, _ in
            #expect(try await client.journal().isEmpty)
            for number in 1...3 { await supervisor.announce("\(number)") }
            let journal = try await client.journal()
            #expect(journal.map { message(.event($0)) } == ["1", "2", "3"])
            #expect(journal.last?.sequence == (await supervisor.lastSequence))
            for number in 4...700 { await supervisor.announce("\(number)") }
            let newest = try await client.journal()
            #expect(newest.count == 500)
            #expect(newest.last.flatMap { message(.event($0)) } == "700")
        }
    }

    @Test func whoeverLooksIsToldWhatWasAskedFor() async throws {
        try await withSupervisor { _, client, _ in
            _ = try await client.perform(.stop(services: ["db", "web"]))
            _ = try await client.perform(.restart(services: []))
            _ = try await client.perform(.up(services: ["db"]))
            let notices = try await client.journal().compactMap { message(.event($0)) }.filter { $0.hasPrefix("asked") }
            #expect(notices == ["asked to stop db, web", "asked to restart all services"])
        }
    }

    @Test(arguments: [0, 1, UInt64.max - 1, UInt64.max])
    func aNumberThatIsNotKeptLeadsToASnapshot(sequence: UInt64) async throws {
        try await withSupervisor { supervisor, client, _ in
            await supervisor.announce("news")
            guard case .snapshot(let snapshot)? = try await take(1, of: client.updates(after: sequence)).first else {
                Issue.record("no snapshot came first")
                return
            }
            #expect(snapshot.sequence == (await supervisor.lastSequence))
        }
    }

    @Test func theStreamEndsWithTheSupervisorAndItsLastNews() async throws {
        try await withSupervisor { supervisor, client, _ in
            let before = await supervisor.lastSequence
            var updates = client.updates(after: nil).makeAsyncIterator()
            _ = try await updates.next()
            await supervisor.announce("goodbye")
            await supervisor.close()
            let last = try await updates.next().flatMap(message)
            #expect(last == "goodbye")
            let end = try await updates.next()
            #expect(end == nil)
            #expect(await supervisor.lastSequence == before + 1)
        }
    }

    @Test func aRefusalOfTheSupervisorIsAControlError() async throws {
        try await withSupervisor { _, client, _ in
            await #expect(
                throws: ControlError(.unknownService, "no service 'dbb' in project 'test'", hint: "did you mean 'db'?")
            ) { _ = try await client.perform(.start(services: ["dbb"])) }
        }
    }

    @Test func aServiceThatNothingCanRunShowsWhy() async throws {
        try await withSupervisor { _, client, _ in
            let reply = try await client.perform(.up(services: ["db"]))
            #expect(reply.services == ["db"])
            for try await update in client.updates(after: nil) {
                let status: ServiceStatus? =
                    switch update {
                    case .snapshot(let snapshot): snapshot[service: "db"]
                    case .event(let event):
                        if case .serviceChanged(let status) = event.payload, status.name == "db" { status } else { nil }
                    case .metrics, .data: nil
                    }
                guard let status, status.state == .unavailable else { continue }
                #expect(status.reason == "there is no native runtime here")
                #expect(status.health == nil)
                break
            }
        }
    }

    @Test func logsAreMergedAndCutToTheirTail() async throws {
        try await withSupervisor { _, client, logs in
            for (time, name) in ["db", "web", "db", "web"].enumerated() {
                try logs.log(for: name).note("\(time)", at: Int64(time))
            }
            var lines: [LogLine] = []
            for try await batch in try await client.logs(LogQuery()) { lines += batch.lines }
            #expect(lines.map(\.text) == ["0", "1", "2", "3"])
            #expect(lines.map(\.service) == ["db", "web", "db", "web"])
            #expect(lines.allSatisfy { $0.stream == .system })
            lines = []
            for try await batch in try await client.logs(LogQuery(services: ["db"], tail: 1)) { lines += batch.lines }
            #expect(lines.map(\.text) == ["2"])
            lines = []
            for try await batch in try await client.logs(LogQuery(tail: 0)) { lines += batch.lines }
            #expect(lines.isEmpty)
            await #expect(throws: ControlError.self) {
                for try await _ in try await client.logs(LogQuery(tail: -5)) {}
            }
        }
    }

    @Test(arguments: [true, false])
    func theLogsOfAnUnknownServiceAreRefusedAndNoneIsMade(follow: Bool) async throws {
        try await withSupervisor { _, client, logs in
            await #expect(
                throws: ControlError(.unknownService, "no service 'wen' in project 'test'", hint: "did you mean 'web'?")
            ) {
                for try await _ in try await client.logs(LogQuery(services: ["db", "wen"], follow: follow)) {}
            }
            #expect(logs.services.isEmpty)
        }
    }

    @Test func theLogOfAServiceThatIsGoneCanBeRead() async throws {
        try await withSupervisor { _, client, logs in
            try logs.log(for: "old").note("last words", at: 1)
            var lines: [LogLine] = []
            for try await batch in try await client.logs(LogQuery(services: ["old"])) { lines += batch.lines }
            #expect(lines.map(\.text) == ["last words"])
        }
    }

    // MARK: What lines say

    @Test func filtersAreAppliedWhereTheBytesAre() async throws {
        try await withSupervisor { _, client, logs in
            for (time, text) in ["a 1", "b 2", "a 3", "c 4"].enumerated() {
                try logs.log(for: "db").note(text, at: Int64(time))
            }
            func texts(_ query: LogQuery) async throws -> [String] {
                var lines: [String] = []
                for try await batch in try await client.logs(query) { lines += batch.lines.map(\.text) }
                return lines
            }
            let pattern = LogPattern("a")
            #expect(try await texts(LogQuery(filter: LogFilter(pattern: pattern))) == ["a 1", "a 3"])
            #expect(try await texts(LogQuery(filter: LogFilter(pattern: pattern), tail: 1)) == ["a 3"])
            #expect(try await texts(LogQuery(filter: LogFilter(pattern: pattern), head: 1)) == ["a 1"])
            let around = LogQuery(filter: LogFilter(pattern: pattern), head: 1, context: 1)
            #expect(try await texts(around) == ["a 1", "b 2"])
            #expect(try await texts(LogQuery(filter: LogFilter(since: 2))) == ["a 3", "c 4"])
            #expect(try await texts(LogQuery(filter: LogFilter(pattern: pattern, isInverted: true))) == ["b 2", "c 4"])
        }
    }

    @Test func aPatternThatIsNoneIsABadRequestWithItsPlace() async throws {
        try await withSupervisor { _, client, _ in
            await #expect {
                for try await _ in try await client.logs(LogQuery(filter: LogFilter(pattern: LogPattern("a(")))) {}
            } throws: {
                let error = $0 as? ControlError
                return error?.code == .badRequest && error?.details == "a(\n  ^\n"
            }
        }
    }

    @Test func secretsAreMaskedInLinesUnlessTheyAreAskedFor() async throws {
        try await withSupervisor(environment: ["API_TOKEN": "hunter2-very-secret"]) { _, client, logs in
            try logs.log(for: "db").note("uses hunter2-very-secret today", at: 1)
            for (shows, isThere) in [(false, false), (true, true)] {
                var texts: [String] = []
                for try await batch in try await client.logs(LogQuery(showsSecrets: shows)) {
                    texts += batch.lines.map(\.text)
                }
                #expect(texts.count == 1 && texts[0].hasPrefix("uses ") && texts[0].hasSuffix(" today"))
                #expect(texts[0].contains("hunter2") == isThere)
                let patterns = try await client.logPatterns(LogQuery(showsSecrets: shows), newSinceGreen: false)
                #expect(patterns.lines == 1 && patterns.patterns.count == 1)
                #expect(patterns.patterns[0].example.contains("hunter2") == isThere)
            }
        }
    }

    @Test func secretsAreMaskedInNotices() async throws {
        try await withSupervisor(environment: ["API_TOKEN": "hunter2-very-secret"]) { supervisor, client, _ in
            await supervisor.announce("said hunter2-very-secret")
            let first = await supervisor.lastSequence
            for try await update in client.updates(after: first - 1) {
                let text = try #require(message(update))
                #expect(text.hasPrefix("said ") && !text.contains("hunter2"))
                break
            }
        }
    }

    @Test func theJournalTellsNoSecret() async throws {
        try await withSupervisor(environment: ["API_TOKEN": "hunter2-very-secret"]) { supervisor, client, _ in
            await supervisor.announce("said hunter2-very-secret")
            let texts = try await client.journal().compactMap { message(.event($0)) }
            #expect(texts.contains("said ••••") && !texts.contains { $0.contains("hunter2") })
        }
    }

    @Test func aSecretThatGoesOverTwoRecordsIsMasked() async throws {
        try await withSupervisor(environment: ["API_TOKEN": "hunter2-very-secret"]) { _, client, logs in
            let log = try logs.log(for: "db")
            // Somebody follows, so what was shown already stays a record of its own.
            let follower = log.changes()
            defer { withExtendedLifetime(follower) {} }
            Array("uses hunter2-ve".utf8).withUnsafeBytes { log.append($0, stream: .stdout, at: 1) }
            log.flushPartialLine(of: .stdout, at: 2)
            var texts: [String] = []
            for try await batch in try await client.logs(LogQuery(follow: true)) {
                texts += batch.lines.map(\.text)
                if texts.count == 3 { break }
                guard texts == ["uses ••••"], !batch.lines.isEmpty else { continue }
                Array("ry-secret today\nends in hunter2-v".utf8).withUnsafeBytes {
                    log.append($0, stream: .stdout, at: 3)
                }
                log.finishPartialLines(at: 4)
            }
            #expect(texts == ["uses ••••", "•••• today", "ends in ••••"])
            // A later reader gets the parts as one line.
            texts = []
            for try await batch in try await client.logs(LogQuery()) { texts += batch.lines.map(\.text) }
            #expect(texts == ["uses •••• today", "ends in ••••"])
        }
    }

    @Test func aSecretThatAnotherStreamCutsInTwoIsMasked() async throws {
        try await withSupervisor(environment: ["API_TOKEN": "hunter2-very-secret"]) { _, client, logs in
            let log = try logs.log(for: "db")
            for (text, stream) in [("uses hunter2-ve", LogStream.stdout), ("warning\n", .stderr)] {
                Array(text.utf8).withUnsafeBytes { log.append($0, stream: stream, at: 1) }
                log.flushPartialLine(of: .stdout, at: 1)
            }
            Array("ry-secret today\n".utf8).withUnsafeBytes { log.append($0, stream: .stdout, at: 2) }
            var texts: [String] = []
            for try await batch in try await client.logs(LogQuery()) { texts += batch.lines.map(\.text) }
            #expect(texts == ["uses ••••", "warning", "•••• today"])
        }
    }

    @Test func linesAreFoldedWhereTheBytesAre() async throws {
        try await withSupervisor { _, client, logs in
            for number in 0..<50 {
                try logs.log(for: "db").note("request \(number) took \(number * 7) ms", at: Int64(number))
            }
            try logs.log(for: "web").note("listening", at: 60)
            let all = try await client.logPatterns(LogQuery(), newSinceGreen: false)
            #expect(all.lines == 51 && all.patterns.map(\.count) == [50, 1])
            #expect(all.patterns.map(\.service) == ["db", "web"])
            #expect(all.patterns[0].firstNs == 0 && all.patterns[0].lastNs == 49)
            #expect(all.lastGreen == nil && all.newSinceNs == nil)
            let few = try await client.logPatterns(
                LogQuery(services: ["db"], filter: LogFilter(pattern: LogPattern("request 4"))),
                newSinceGreen: false
            )
            #expect(few.lines == 11)
        }
    }
}
