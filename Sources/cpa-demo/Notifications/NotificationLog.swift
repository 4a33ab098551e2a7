import Logging
import Synchronization

/// The newest notifications, in memory. Each is also logged as one line.
final class NotificationLog: Sendable {
    private static let countLimit = 200
    /// The characters of a text that are kept.
    private static let textLimit = 1 << 16
    /// The characters of a text that are logged.
    private static let excerptLength = 300

    private let kept = Mutex<[Notification]>([])
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// The notifications, newest last.
    var all: [Notification] { kept.withLock { $0 } }

    func add(_ notification: Notification) {
        var notification = notification
        notification.text = String(notification.text.prefix(Self.textLimit))
        kept.withLock { kept in
            kept.append(notification)
            kept.removeFirst(max(0, kept.count - Self.countLimit))
        }
        logger.info(
            "\(Self.message(notification))",
            metadata: [
                "channel": "\(notification.channel.rawValue)", "alert": "\(notification.alert)",
                "severity": "\(notification.severity)", "status": "\(notification.status.rawValue)",
                "to": "\(notification.to)",
            ]
        )
    }

    /// The message that is logged, on one line.
    static func message(_ notification: Notification) -> String {
        let text = notification.text.prefix(excerptLength).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return "\(notification.channel.rawValue): \(notification.alert) (\(notification.severity)) "
            + "\(notification.status.rawValue): \(text)"
    }
}
