import Glibc
import Synchronization
import Testing

@testable import Seeding

/// Clients that are connected while the database under them is replaced.
@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresClientsTests {
    /// What the clients saw, together.
    struct Observations: Sendable {
        var reads = 0
        var wrong: [String] = []
        var refusals: [String: Int] = [:]
        var longestRefusal = Duration.zero
    }

    final class Observer: Sendable {
        private let observations = Mutex(Observations())

        var seen: Observations { observations.withLock { $0 } }
        func note(_ change: (inout Observations) -> Void) { observations.withLock { change(&$0) } }
    }

    @Test func clientsThatReconnectAllTheTimeNeverSeeHalfADatabase() async throws {
        let sample = try await SampleStack.seeded()
        let observer = Observer()
        let resets = 10
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { await Self.work(sample, number, observer) }
            }
            for _ in 0..<resets { try await sample.store.reset(to: SampleStack.hash) }
            group.cancelAll()
        }
        let result = observer.seen
        #expect(result.wrong == [])
        #expect(result.reads > resets)
        // Sessions that end (57P01), a connection that broke or was not let in (no state), and nothing else.
        #expect(Set(result.refusals.keys).isSubset(of: ["", "57P01"]), "\(result.refusals)")
        #expect(result.longestRefusal < .seconds(5))
        #expect(try await sample.isOpenAndSealed())
        try await sample.store.reset(to: SampleStack.hash)
        #expect(try await sample.store.rowDrift().isNone)
    }

    /// One that is ended leaves a FATAL line in the server's log, so cpadev's own get a moment to end by themselves.
    @Test func cpadevsOwnSessionsAreWaitedForAndOthersAreNot() async throws {
        let sample = try await SampleStack.seeded()
        let own = try await sample.server.open(sample.database)
        let other = try await sample.server.open(sample.database)
        _ = try await other.run("SET application_name TO 'psql'")
        async let ended: Void = sample.store.looking { admin in try await admin.endSessions(in: sample.database) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(try await own.run("SELECT 1").value == "1")
        await #expect(throws: PostgresFailure.self) { _ = try await other.run("SELECT 1") }
        await own.close()
        await other.close()
        try await ended

        let forgotten = try await sample.server.open(sample.database)
        try await sample.store.looking { admin in try await admin.endSessions(in: sample.database) }
        await #expect(throws: PostgresFailure.self) { _ = try await forgotten.run("SELECT 1") }
        await forgotten.close()
    }

    /// The server waits for every one of its processes when it drops a database, so the clean-up must not wait with it.
    @Test(.timeLimit(.minutes(2))) func aStoppedBackendIsNamedAndHoldsNothingUp() async throws {
        let sample = try await SampleStack.seeded()
        let client = try await sample.server.open(sample.database)
        kill(client.backend, SIGSTOP)
        defer { kill(client.backend, SIGCONT) }
        let start = ContinuousClock.now
        let failure = await #expect(throws: PostgresFailure.self) { try await sample.store.reset(to: SampleStack.hash) }
        #expect(failure?.message.contains("pid \(client.backend) ") == true)
        #expect(ContinuousClock.now - start < .seconds(30))
        kill(client.backend, SIGCONT)
        await client.close()
        try await sample.store.reset(to: SampleStack.hash)
        #expect(try await sample.store.rowDrift().isNone)
    }

    /// Reads and writes in one session after the other; in one out of two, until it is ended by somebody else.
    private static func work(_ sample: SampleStack, _ number: Int, _ observer: Observer) async {
        let clock = ContinuousClock()
        var refusedSince: ContinuousClock.Instant?
        while !Task.isCancelled {
            do {
                let link = try await sample.server.open(sample.database)
                let result = await attempt {
                    repeat {
                        try await look(link, observer)
                        if let since = refusedSince {
                            let refusal = clock.now - since
                            observer.note { $0.longestRefusal = max($0.longestRefusal, refusal) }
                            refusedSince = nil
                        }
                    } while number % 2 == 0 && !Task.isCancelled
                }
                await link.close()
                try result.get()
            } catch let failure as PostgresFailure where !Task.isCancelled {
                refusedSince = refusedSince ?? clock.now
                let isMissing = failure.sqlState.hasPrefix("42")
                observer.note {
                    $0.refusals[failure.sqlState, default: 0] += 1
                    if isMissing { $0.wrong.append(failure.message) }
                }
            } catch {}
        }
    }

    /// Every row is there, but for those that this test itself adds.
    private static func look(_ link: PostgresLink, _ observer: Observer) async throws {
        let answer = try await link.run(
            """
            SELECT (SELECT count(*) FROM clients), (SELECT count(*) FROM invoices WHERE cents > 0),
                (SELECT count(*) FROM time_entries)
            """
        )
        let all = "\(2 * SampleRows.clientsOfEach)"
        observer.note {
            $0.reads += 1
            if answer.rows.first != [all, all, all] { $0.wrong.append("\(answer.rows)") }
        }
        _ = try await link.run(
            "INSERT INTO invoices (firm_id, client_id, cents) SELECT firm_id, id, 0 FROM clients LIMIT 1"
        )
    }
}
