import ControlAPI
import Testing

@testable import Seeding

/// Roles belong to the cluster; a reset puts their attributes back all the same.
@Suite(.enabled(if: PostgresServer.isWanted)) struct RoleAttributeTests {
    private struct Bench {
        let sample: SampleStack
        let role = PostgresServer.uniqueName("role")

        static func seeded() async throws -> Bench {
            let bench = Bench(sample: try await SampleStack.fresh())
            try await bench.sample.store.claim()
            try await bench.build("one")
            try await bench.sample.store.reset(to: "one")
            return bench
        }

        func build(_ hash: String, _ more: String = "SELECT 1") async throws {
            let role = role
            try await sample.store.buildTemplate(hash) { link in
                try await SampleRows.fill(link)
                try await link.runScript(
                    """
                    DO $$ BEGIN
                        CREATE ROLE \(role) LOGIN PASSWORD 'secret' CONNECTION LIMIT 9;
                        ALTER ROLE \(role) SET search_path = app, "odd, name";
                        GRANT pg_monitor TO \(role);
                    EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                    GRANT SELECT ON clients TO \(role);
                    \(more)
                    """
                )
            }
        }

        /// All that a reset puts back, as one text.
        func attributes() async throws -> String? {
            try await sample.server.run(
                """
                SELECT to_jsonb(a) - 'oid' || jsonb_build_object('settings', (
                    SELECT setconfig FROM pg_db_role_setting WHERE setrole = a.oid AND setdatabase = 0
                ), 'groups', (SELECT array_agg(roleid::regrole ORDER BY 1) FROM pg_auth_members WHERE member = a.oid))
                FROM pg_authid a WHERE rolname = '\(role)'
                """
            ).value
        }

        func spoil() async throws {
            try await sample.server.run(
                """
                ALTER ROLE \(role) BYPASSRLS NOLOGIN PASSWORD 'changed' CONNECTION LIMIT 2 CREATEDB;
                ALTER ROLE \(role) RESET ALL; ALTER ROLE \(role) SET statement_timeout = '1ms';
                REVOKE pg_monitor FROM \(role); GRANT pg_signal_backend TO \(role)
                """
            )
        }
    }

    @Test func changedAttributesAreDriftAndAResetPutsThemBack() async throws {
        let bench = try await Bench.seeded()
        let before = try await bench.attributes()
        #expect(try await bench.sample.store.drift() == .none)
        try await bench.spoil()
        let changes = try await bench.sample.store.drift().changes
        #expect(changes.allSatisfy { $0.kind == .roleAttribute && $0.role == bench.role && $0.change == .changed })
        #expect(
            changes.map(\.name) == [
                "bypassrls", "connection limit", "createdb", "login", "memberships", "password", "settings",
            ]
        )
        try await bench.sample.store.reset(to: "one")
        #expect(try await bench.attributes() == before)
        #expect(try await bench.sample.store.drift() == .none)
    }

    @Test func settingsOfARoleInTheDatabaseArePutBackAsWell() async throws {
        let bench = try await Bench.seeded()
        let own = PostgresServer.uniqueName("own")
        let (store, database) = (bench.sample.store, bench.sample.database)
        try await bench.sample.server.run("CREATE ROLE \(own)")
        for role in [bench.role, own] {
            try await bench.sample.server.run("ALTER ROLE \(role) IN DATABASE \(database) SET search_path = nowhere, b")
        }
        let set = """
            SELECT string_agg(setrole::regrole || ' ' || array_to_string(setconfig, ','), '; ' ORDER BY setrole::regrole::text)
            FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase AND datname = '\(database)'
            """
        let before = try await bench.sample.server.run(set).value
        #expect(before?.contains(bench.role) == true)
        let changes = try await store.drift().changes
        #expect(changes.map(\.name) == ["settings of the database"] && changes.map(\.role) == [bench.role])
        try await store.reset(to: "one", as: RowStep(id: "1", undoLimit: .max))
        #expect(try await bench.sample.server.run(set).value == "\(own) search_path=nowhere, b")
        #expect(try await store.drift() == .none)
        _ = try await store.undo("1", as: RowStep(id: "2", undoLimit: .max))
        #expect(try await bench.sample.server.run(set).value == before)
    }

    /// Its migration is gone together with it, so nothing else would take the attribute away.
    @Test func whatABranchsMigrationChangedGoesWithTheBranch() async throws {
        let bench = try await Bench.seeded()
        let before = try await bench.attributes()
        try await bench.build("branch", "ALTER ROLE \(bench.role) BYPASSRLS")
        try await bench.sample.store.reset(to: "branch")
        #expect(try await bench.attributes() != before)
        for hash in ["branch again", "main"] {
            try await bench.build(hash, hash == "main" ? "SELECT 1" : "ALTER ROLE \(bench.role) BYPASSRLS")
            try await bench.sample.store.reset(to: hash)
        }
        #expect(try await bench.attributes() == before)
    }

    @Test func renamedRoleIsNamedAndGetsItsNameBack() async throws {
        let bench = try await Bench.seeded()
        let (store, new) = (bench.sample.store, PostgresServer.uniqueName("renamed"))
        let before = try await bench.attributes()
        try await bench.sample.server.run("ALTER ROLE \(bench.role) RENAME TO \(new)")
        let changes = try await store.drift().changes
        #expect(changes.contains { $0.kind == .roleAttribute && $0.name == "name" && $0.role == bench.role })
        // Building a template puts nothing in force.
        try await bench.build("two")
        #expect(try await bench.attributes() == nil)
        try await store.reset(to: "one", as: RowStep(id: "1", undoLimit: .max))
        #expect(try await bench.attributes() == before)
        #expect(try await store.drift() == .none)
        _ = try await store.undo("1", as: RowStep(id: "2", undoLimit: .max))
        #expect(try await bench.attributes() == nil)
        #expect(try await bench.sample.server.run("SELECT 1 FROM pg_roles WHERE rolname = '\(new)'").value == "1")
    }

    /// Privileges belong to a role, whatever its name is.
    @Test(arguments: [true, false]) func roleGetsItsNameBackFromAnotherThatTookIt(isTaken: Bool) async throws {
        let bench = try await Bench.seeded()
        let (store, new) = (bench.sample.store, PostgresServer.uniqueName("renamed"))
        let before = try await bench.attributes()
        try await bench.sample.server.run("ALTER ROLE \(bench.role) RENAME TO \(new)")
        if isTaken { try await bench.sample.server.run("CREATE ROLE \(bench.role) CONNECTION LIMIT 77") }
        #expect(try await store.drift().changes.contains { $0.name == "name" && $0.role == bench.role })
        let roles = """
            SELECT string_agg(rolname || ' ' || rolconnlimit, ', ' ORDER BY rolconnlimit) FROM pg_roles
            WHERE rolname IN ('\(bench.role)', '\(new)')
            """
        let renamed = try await bench.sample.server.run(roles).value
        try await bench.build("two")
        #expect(try await bench.sample.server.run(roles).value == renamed)
        try await store.reset(to: "two", as: RowStep(id: "1", undoLimit: .max))
        #expect(try await bench.attributes() == before)
        #expect(try await store.drift() == .none)
        let swapped = isTaken ? "\(bench.role) 9, \(new) 77" : "\(bench.role) 9"
        #expect(try await bench.sample.server.run(roles).value == swapped)
        _ = try await store.undo("1", as: RowStep(id: "2", undoLimit: .max))
        #expect(try await bench.sample.server.run(roles).value == renamed)
    }

    /// As in a dump of the database that was restored on another server.
    @Test func idOfAnotherClusterNamesNobody() async throws {
        let bench = try await Bench.seeded()
        let own = PostgresServer.uniqueName("own")
        try await bench.sample.server.run("CREATE ROLE \(own)")
        try await bench.sample.run("UPDATE cpadev_seed.roles SET oid = '\(own)'::regrole::oid::bigint")
        #expect(try await bench.sample.store.drift().changes.contains { $0.name == "name" })
        try await bench.sample.run("UPDATE cpadev_seed.roles SET cluster = '1'")
        #expect(try await bench.sample.store.drift() == .none)
    }

    @Test func otherRolesAndTheSuperuserAreLeftAlone() async throws {
        let bench = try await Bench.seeded()
        let own = PostgresServer.uniqueName("own")
        try await bench.sample.server.run("CREATE ROLE \(own) IN ROLE \(bench.role)")
        #expect(try await bench.sample.store.drift() == .none)
        try await bench.sample.server.run("ALTER ROLE \(own) CREATEDB")
        try await bench.sample.store.reset(to: "one")
        let kept = "SELECT rolcreatedb FROM pg_roles WHERE rolname = '\(own)'"
        #expect(try await bench.sample.server.run(kept).value == "t")
    }

    @Test func whatADeveloperChangedDoesNotBecomeTheSeed() async throws {
        let bench = try await Bench.seeded()
        let before = try await bench.attributes()
        try await bench.spoil()
        let spoilt = try await bench.attributes()
        try await bench.build("two")
        #expect(try await bench.attributes() == spoilt, "building a template puts nothing in force")
        try await bench.sample.store.reset(to: "two")
        #expect(try await bench.attributes() == before)
    }

    @Test func migrationsMayChangeARoleAndAreInForceWithTheReset() async throws {
        let bench = try await Bench.seeded()
        let before = try await bench.attributes()
        try await bench.build("two", "ALTER ROLE \(bench.role) CONNECTION LIMIT 3")
        #expect(try await bench.attributes() == before)
        try await bench.sample.store.reset(to: "two")
        #expect(try await bench.attributes()?.contains("\"rolconnlimit\": 3") == true)
        #expect(try await bench.sample.store.drift() == .none)
    }

    /// As a server or a supervisor that is killed leaves it.
    @Test func buildThatIsCutOffLeavesRolesAsTheyWere() async throws {
        let bench = try await Bench.seeded()
        try await bench.spoil()
        let spoilt = try await bench.attributes()
        let store = bench.sample.store
        await #expect(throws: (any Error).self) {
            try await store.buildTemplate("two") { link in
                #expect(try await bench.attributes() != spoilt)
                _ = try await link.run(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
                        AND (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)
                    """,
                    [store.names.lockKey]
                )
            }
        }
        #expect(try await bench.attributes() == spoilt)
        #expect(try await bench.sample.kept() == ["seed_one"])
    }

    @Test func whatAnEarlierStepNotedOfRolesIsNotTakenForThisOne() async throws {
        let bench = try await Bench.seeded()
        let store = bench.sample.store
        try await bench.spoil()
        try await store.reset(to: "one", as: RowStep(id: "1", undoLimit: .max))
        _ = try await store.undo("1", as: RowStep(id: "2", undoLimit: .max))
        try await store.saveSnapshot("seeded")
        let spoilt = try await bench.attributes()
        // As it is in the snapshot, so that there is nothing to change.
        try await store.restoreSnapshot("seeded", as: RowStep(id: "3", undoLimit: .max))
        _ = try await store.undo("3", as: RowStep(id: "4", undoLimit: .max))
        #expect(try await bench.attributes() == spoilt)
    }

    @Test func snapshotHasTheRolesThatItWasSavedWith() async throws {
        let bench = try await Bench.seeded()
        let seeded = try await bench.attributes()
        try await bench.spoil()
        let spoilt = try await bench.attributes()
        try await bench.sample.store.saveSnapshot("spoilt")
        try await bench.sample.store.reset(to: "one")
        #expect(try await bench.attributes() == seeded)
        try await bench.sample.store.saveSnapshot("seeded")
        try await bench.sample.store.restoreSnapshot("spoilt")
        #expect(try await bench.attributes() == spoilt)
        try await bench.sample.store.restoreSnapshot("seeded")
        #expect(try await bench.attributes() == seeded)
        #expect(try await bench.sample.store.drift() == .none)
    }

    @Test func failedBuildLeavesRolesAsTheyWere() async throws {
        let bench = try await Bench.seeded()
        try await bench.spoil()
        let spoilt = try await bench.attributes()
        await #expect(throws: PostgresFailure.self) { try await bench.build("two", "SELECT 1 / 0") }
        #expect(try await bench.attributes() == spoilt)
    }
}
