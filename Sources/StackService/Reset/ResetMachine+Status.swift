import ComposeModel
import ControlAPI
import FoundationEssentials
import Schedules

extension ResetMachine {
    /// What clients see.
    var status: ResetStatus {
        let (phase, due): (ResetStatus.Phase, Due?) =
            switch state {
            case .waiting(let next): (.scheduled, next.map { Due(scheduled: $0, at: $0) })
            case .announced(let due): (.announced, due)
            case .postponed(let due): (.postponed, due)
            case .resetting(let due): (.underWay, due)
            }
        var status = ResetStatus(
            schedule: settings.schedule.text,
            timeZone: zone.name,
            phase: phase,
            count: record.count
        )
        status.next = due.map { Self.date($0.at) }
        status.scheduledFor = due.map { Self.date($0.scheduled) }
        status.last = record.last.map { last in
            ResetStatus.Outcome(
                scheduledFor: Self.date(last.scheduled),
                endedAt: Date(timeIntervalSince1970: last.at),
                durationMs: last.durationMs,
                problem: last.problem
            )
        }
        return status
    }

    private static func date(_ second: Int64) -> Date { Date(timeIntervalSince1970: Double(second)) }

    /// A line for users.
    func words(_ news: News) -> String {
        switch news {
        case .announced(let due):
            let ahead = settings.announce == .zero ? "now" : "at \(clock(due.at))"
            return "the seed data will be reset \(ahead), as scheduled"
        case .postponed(let due, let latest):
            return "a visitor is active: the reset of \(clock(due.scheduled)) waits until \(clock(due.at)), "
                + "at the latest until \(clock(latest))"
        case .late(let scheduled):
            return "the reset of \(dateAndClock(scheduled)) was missed while the stack was down: it happens now"
        case .skipped(let scheduled, let next):
            return "the reset of \(dateAndClock(scheduled)) was missed by too long to do it now\(after(next))"
        case .hadEnded(let scheduled):
            return "the reset of \(dateAndClock(scheduled)) had succeeded when the last supervisor died"
        case .ended(let ended, let next):
            let scheduled = clock(ended.scheduled)
            if let problem = ended.problem { return "the reset of \(scheduled) failed: \(problem)\(after(next))" }
            let took = ended.durationMs.map { ", in \(Self.seconds($0)) s" } ?? ""
            return "the seed data was reset, as scheduled for \(scheduled)\(took)\(after(next))"
        }
    }

    private func after(_ next: Int64?) -> String { next.map { "; the next reset is on \(dateAndClock($0))" } ?? "" }

    private static func seconds(_ milliseconds: Double) -> String {
        let hundredths = Int((milliseconds / 10).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Such as `04:00 EST`.
    private func clock(_ second: Int64) -> String {
        let time = zone.local(second)
        let seconds = time.second == 0 ? "" : ":\(Self.twoDigits(time.second))"
        let clock = "\(Self.twoDigits(time.hour)):\(Self.twoDigits(time.minute))\(seconds)"
        return "\(clock) \(zone.offset(at: second).abbreviation)"
    }

    private func dateAndClock(_ second: Int64) -> String {
        let time = zone.local(second)
        return "\(time.year)-\(Self.twoDigits(time.month))-\(Self.twoDigits(time.day)) \(clock(second))"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}

extension ResetMachine.News {
    var level: StackEvent.Notice.Level {
        switch self {
        case .announced, .postponed, .skipped: .warning
        case .late, .hadEnded: .info
        case .ended(let ended, _): ended.problem == nil ? .info : .error
        }
    }
}
