import Logging
import Synchronization

/// Whether a server is shutting down.
final class ShutdownFlag: Sendable {
    private let value = Atomic(false)

    func set() { value.store(true, ordering: .relaxed) }
    var isSet: Bool { value.load(ordering: .relaxed) }
}

/// Forwards a server's log messages until it shuts down: messages about connections being closed are then expected.
struct ShutdownLogHandler: LogHandler {
    private var logger: Logger
    private let ending: ShutdownFlag

    init(_ logger: Logger, _ ending: ShutdownFlag) {
        self.logger = logger
        self.ending = ending
    }

    var metadata: Logger.Metadata = [:]

    var logLevel: Logger.Level {
        get { logger.logLevel }
        set { logger.logLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard !ending.isSet else { return }
        logger.log(
            level: event.level,
            event.message,
            metadata: metadata.merging(event.metadata ?? [:]) { $1 },
            source: event.source,
            file: event.file,
            function: event.function,
            line: event.line
        )
    }
}
