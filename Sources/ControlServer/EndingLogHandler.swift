import Logging
import Synchronization

/// Whether a server was told to end.
final class EndingFlag: Sendable {
    private let value = Atomic(false)

    func set() { value.store(true, ordering: .relaxed) }
    var isSet: Bool { value.load(ordering: .relaxed) }
}

/// Passes a server's messages on until it is told to end: what its connections say while they are cut is no news.
struct EndingLogHandler: LogHandler {
    private var logger: Logger
    private let ending: EndingFlag

    init(_ logger: Logger, _ ending: EndingFlag) {
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
