/// The level of a line, in ascending order of severity. Other names are mapped to these.
package enum LogLevel: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case trace
    case debug
    case info
    case warn
    case error
    case fatal

    /// Whether `left` is less severe.
    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warn: 3
        case .error: 4
        case .fatal: 5
        }
    }
}
