package import ComposeModel
package import Diagnostics
package import Schedules
import YAMLTree

/// The time zone of the schedule by which the seed data is reset.
package enum ResetZone {
    /// Reads the zone from this machine's time zone database.
    /// - Throws: an error at the zone's place in the file, if there is no such zone or no database.
    package static func find(_ settings: ResetSettings) throws(DiagnosticsError) -> ZoneRules {
        do throws(ScheduleProblem) {
            return try ZoneRules.find(settings.zoneName) { path in
                try? LocalFiles().read(path, limit: ZoneRules.largestFile)
            }
        } catch {
            throw DiagnosticsError([
                Diagnostic(
                    .error,
                    "bad-time-zone",
                    "'tz' of 'x-cpadev.reset' is wrong: \(error.message)",
                    at: settings.zoneLocation,
                    length: settings.zoneName.count,
                    hint: error.hint
                )
            ])
        }
    }
}
