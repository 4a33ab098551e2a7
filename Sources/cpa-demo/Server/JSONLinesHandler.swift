import FoundationEssentials
import Logging

/// Writes each event as one line of JSON to standard output:
/// `{"time":…,"level":…,"message":…,"request_id":…,"method":…,"path":…,"status":…,"duration_ms":…}`.
struct JSONLinesHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// The first keys, in this order. Others follow, sorted by name.
    private static let leading = ["request_id", "method", "path", "status", "duration_ms"]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        var line = JSONLine()
        line.add("time", Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        line.add("level", event.level.rawValue)
        line.add("message", event.message.description)
        // Rename Hummingbird's key.
        fields["request_id"] = fields.removeValue(forKey: "hb.request.id")
        for key in Self.leading {
            if let value = fields.removeValue(forKey: key) { Self.add(key, value, to: &line) }
        }
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) { Self.add(key, value, to: &line) }
        line.write()
    }

    private static func add(_ key: String, _ value: Logger.Metadata.Value, to line: inout JSONLine) {
        // Keep numbers as JSON numbers.
        if case .stringConvertible(let number as any Numeric & CustomStringConvertible) = value {
            line.add(number: key, number.description)
        } else {
            line.add(key, "\(value)")
        }
    }
}
