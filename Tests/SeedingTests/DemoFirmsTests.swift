import Foundation
import Foundations
import Testing

@testable import Seeding

/// The bundled firms, on other days than the manifest's. Loading them runs their checks, which know what is right.
@Suite(.enabled(if: PostgresServer.isWanted)) struct DemoFirmsTests {
    /// Days on which something is special: the first and last of a year, due days and those beside them, holidays,
    /// weekends, and leap days. With CPADEV_EVERY_MONTH, a day of each month from 2024 to 2032 as well.
    static let days: [String] = {
        var days = [
            "2024-01-15", "2024-04-16", "2025-03-17", "2026-04-15", "2026-12-31", "2027-01-01", "2028-02-29",
            "2028-04-17", "2029-09-16", "2030-11-28", "2031-07-04", "2032-10-15",
        ]
        if ProcessInfo.processInfo.environment["CPADEV_EVERY_MONTH"] != nil {
            for year in 2024...2032 {
                for month in 1...12 {
                    // Another day each time.
                    let day = 1 + (year * 12 + month) * 5 % 28
                    days.append(CalendarDay(year: year, month: month, day: day)?.text ?? "")
                }
            }
        }
        return days
    }()

    private func loaded(_ day: String, scale: Int = 1) async throws -> LoadedSeed {
        let path = SeedSetTests.repository
        return try await LoadedSeed(SeedSet.read(path: path, displayPath: "seeds/seeds.yaml", asOf: day, scale: scale))
    }

    @Test(arguments: days) func everyRuleHoldsOnAnyDay(day: String) async throws {
        let loaded = try await loaded(day)
        let directory = NSTemporaryDirectory() + "cpadev-plan-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let plan = try await loaded.set.writePlan(from: loaded.link, to: directory)
        #expect(plan.firms.count == 3)
        for store in [StoreName.postgres, .redis, .s3, .typesense] {
            #expect(plan.firms.allSatisfy { $0.count(in: store) > 0 }, "\(store)")
        }
        await loaded.end()
    }

    @Test func scaledFirmsKeepTheRules() async throws {
        let loaded = try await loaded("2027-09-01", scale: 2)
        let query = "SELECT count(*) > 500 FROM engagements WHERE id::text LIKE '%-8001-8000-%'"
        #expect(try await loaded.value(query) == "t")
        await loaded.end()
    }

    @Test func theSameDayGivesTheSameRows() async throws {
        var sums: Set<String?> = []
        for _ in 1...2 {
            let loaded = try await loaded("2029-06-14")
            let tables = Set(loaded.set.tables.map(\.table) + ["audit_log"]).sorted()
            let parts = tables.map { "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS sum FROM \($0) t" }
            let union = parts.joined(separator: " UNION ALL ")
            sums.insert(try await loaded.value("SELECT md5(string_agg(sum, '' ORDER BY sum)) FROM (\(union)) s"))
            await loaded.end()
        }
        #expect(sums.count == 1)
    }

    /// A statement, and the check that must find what it spoils.
    private static let mistakes = [
        ("federal_return_dates", "UPDATE deadlines SET due_on = due_on + 1 WHERE kind = 'federal return'"),
        (
            "state_return_dates",
            """
            UPDATE deadlines d SET due_on = '2026-04-15' FROM engagements e
            WHERE e.id = d.engagement_id AND e.kind = '1040' AND d.jurisdiction = 'VA' AND d.status = 'upcoming'
            """
        ),
        (
            "state_return_dates",
            "UPDATE deadlines SET due_on = '2026-09-15' WHERE kind = 'state return' AND due_on = '2026-10-15'"
        ),
        ("other_due_dates", "UPDATE deadlines SET due_on = due_on - 1 WHERE kind = 'payroll return'"),
        ("other_due_dates", "UPDATE deadlines SET due_on = '2026-06-13' WHERE kind = 'estimated payment'"),
        ("years_of_account", "UPDATE engagements SET period_end = period_end - 16 WHERE number = 'E-0050'"),
        ("engagement_due_dates", "UPDATE engagements SET due_on = due_on + 1 WHERE kind = '1040'"),
        ("extensions", "DELETE FROM deadlines WHERE kind = 'federal return' AND due_on >= '2026-09-15'"),
        ("working_days", "UPDATE time_entries SET worked_on = '2025-11-27' WHERE worked_on = '2025-11-26'"),
        ("working_days", "UPDATE time_entries SET worked_on = '2025-12-25' WHERE worked_on = '2025-12-23'"),
        ("working_days", "UPDATE time_entries SET worked_on = '2025-07-04' WHERE worked_on = '2025-07-03'"),
        ("working_days", "UPDATE time_entries SET worked_on = '2025-10-11' WHERE worked_on = '2025-10-10'"),
        ("working_days", "UPDATE time_entries SET worked_on = '2026-03-08' WHERE worked_on = '2026-03-06'"),
        ("working_days", "UPDATE payments SET received_on = '2026-01-01' WHERE received_on = '2026-01-02'"),
        ("as_of", "UPDATE time_entries SET worked_on = '2026-03-16' WHERE worked_on = '2026-03-13'"),
        ("as_of", "UPDATE deadlines SET due_on = '2026-03-13' WHERE status = 'upcoming'"),
    ]

    @Test func eachCheckFindsWhatItIsFor() async throws {
        let loaded = try await loaded("2026-03-16")
        for (name, statement) in Self.mistakes {
            let check = try #require(loaded.set.checks.first { $0.name == "\(name).sql" })
            _ = try await loaded.link.run("BEGIN")
            _ = try await loaded.link.run("SELECT set_config('cpadev.as_of', '2026-03-16', true)")
            let changed = try await loaded.link.run(statement)
            #expect(changed.affected > 0, "\(statement)")
            #expect(try await !loaded.link.runScript(check.text).rows.isEmpty, "\(name): \(statement)")
            _ = try await loaded.link.run("ROLLBACK")
        }
        await loaded.end()
    }
}
