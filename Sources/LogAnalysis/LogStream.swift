/// The origin of a log line.
package enum LogStream: String, Sendable, Hashable, Codable, CaseIterable {
    /// The service's standard output.
    case stdout
    /// The service's standard error.
    case stderr
    /// Written by cpadev about the service: started, exited, restarted, lines lost.
    case system
}
