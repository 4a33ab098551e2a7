package import Diagnostics
package import Schedules

/// `x-cpadev.reset`: when the supervisor resets the seed data by itself.
package struct ResetSettings: Hashable, Sendable {
    /// Log lines of a service that are requests of visitors.
    package struct VisitLine: Hashable, Sendable {
        package var service: String
        /// A part of each such line.
        package var text: String

        package init(service: String, text: String) {
            self.service = service
            self.text = text
        }
    }

    package var schedule: Schedule
    /// The identifier of the time zone of ``schedule``, such as `America/New_York`.
    package var zoneName = "UTC"
    /// The location of the name in the file; nil if it is the default.
    package var zoneLocation: SourceLocation?
    /// How long before a reset it is announced.
    package var announce = Duration.seconds(5 * 60)
    /// Empty: visitors postpone no reset.
    package var visits: [VisitLine] = []
    /// How long after their last request visitors count as active.
    package var activeFor = Duration.seconds(10 * 60)
    /// How long active visitors may postpone a reset.
    package var postponeUpTo = Duration.seconds(3600)
    /// How late a reset may be that was missed because no supervisor ran.
    package var catchUp = Duration.seconds(3600)

    package init(_ schedule: Schedule) { self.schedule = schedule }
}
