import ControlAPI
import Testing

@testable import Seeding

/// What keeps a database from being replaced is told before anybody is shut out of it.
@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresObstacleTests {
    private static let hash = SampleStack.hash

    private func expectRefusal(_ sample: SampleStack, _ text: String, _ remedy: String) async throws {
        let session = try await sample.server.open(sample.database)
        let store = sample.store
        let steps: [@Sendable () async throws -> Void] = [
            { _ = try await store.reset(to: Self.hash, as: RowStep(id: "5", undoLimit: .max)) },
            { try await store.saveSnapshot("s") },
        ]
        for step in steps {
            let error = await #expect(throws: SeedingError.self) { try await step() }
            #expect(error?.code == .refused)
            #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
            #expect(error?.remedy?.contains(remedy) == true, "\(error?.remedy ?? "")")
        }
        // Nobody's session was ended for it.
        #expect(try await session.run("SELECT 1").value == "1")
        #expect(try await sample.isOpenAndSealed())
        await session.close()
    }

    @Test func subscriptionIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run(
            "CREATE SUBSCRIPTION s1 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE)"
        )
        try await expectRefusal(sample, "a logical subscription, s1", "DROP SUBSCRIPTION s1")
        try await sample.run("DROP SUBSCRIPTION s1")
        try await sample.store.reset(to: Self.hash)
    }

    @Test(arguments: [true, false]) func subscriptionOfAMigrationKeepsNoTemplate(fails: Bool) async throws {
        let sample = try await SampleStack.seeded()
        let name = PostgresServer.uniqueName("s")
        let build = {
            try await sample.store.buildTemplate("other") { link in
                try await link.runScript(
                    "CREATE SUBSCRIPTION \(name) CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)"
                )
                if fails { try await link.runScript("SELECT 1/0") }
            }
        }
        if fails { await #expect(throws: PostgresFailure.self) { try await build() } } else { try await build() }
        #expect(try await sample.server.run("SELECT 1 FROM pg_subscription WHERE subname = '\(name)'").value == nil)
        try await sample.store.dropTemplates(except: [Self.hash])
        #expect(try await sample.kept() == ["seed_\(Self.hash.prefix(16))"])
    }

    @Test func sessionElsewhereThatLocksTheDatabaseIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        let holder = try await sample.server.open()
        try await holder.runScript("BEGIN; COMMENT ON DATABASE \(sample.database) IS 'mine'")
        let remedy = "pg_terminate_backend(\(holder.backend))"
        try await expectRefusal(sample, "a lock held by pid \(holder.backend)", remedy)
        await holder.close()
        try await sample.store.reset(to: Self.hash)
    }

    @Test func preparedTransactionIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("BEGIN; UPDATE currencies SET name = 'x'; PREPARE TRANSACTION 'dev1'")
        try await expectRefusal(sample, "a prepared transaction, 'dev1'", "ROLLBACK PREPARED 'dev1'")
        try await sample.run("ROLLBACK PREPARED 'dev1'")
        try await sample.store.reset(to: Self.hash)
    }
}
