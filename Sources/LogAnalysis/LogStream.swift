/// Where a line of a log came from.
package enum LogStream: String, Sendable, Hashable, Codable, CaseIterable {
    /// The service's standard output.
    case stdout
    /// The service's standard error.
    case stderr
    /// Written by cpadev about the service, not by it: started, exited, restarted, lines lost.
    case system
}
