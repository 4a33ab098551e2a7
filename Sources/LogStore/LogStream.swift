/// Where a line came from.
public enum LogStream: UInt8, Sendable, Hashable, CaseIterable {
    /// The service's standard output.
    case stdout = 0
    /// The service's standard error.
    case stderr = 1
    /// Written about the service, not by it: started, exited, lines lost.
    case system = 2
}
