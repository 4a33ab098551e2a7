/// A record and its service.
package struct MergedRecord: Sendable, Hashable {
    package var service: String
    package var record: LogRecord

    package init(service: String, record: LogRecord) {
        self.service = service
        self.record = record
    }
}
