/// A record, and whose it is.
public struct MergedRecord: Sendable, Hashable {
    /// The service's name.
    public var service: String
    /// The record, as its log has it.
    public var record: LogRecord

    /// A record of a service.
    public init(service: String, record: LogRecord) {
        self.service = service
        self.record = record
    }
}
