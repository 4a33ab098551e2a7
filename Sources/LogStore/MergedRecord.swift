/// A record, and whose it is.
package struct MergedRecord: Sendable, Hashable {
    /// The service's name.
    package var service: String
    /// The record, as its log has it.
    package var record: LogRecord

    /// A record of a service.
    package init(service: String, record: LogRecord) {
        self.service = service
        self.record = record
    }
}
