import FoundationEssentials

/// What a machine may lack. A test that needs it is skipped at home, and fails where `CI=true`.
package enum Capability {
    /// Whether this is CI, where every capability has to be present.
    package static let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"

    /// Whether a test that needs the capability is to run.
    package static func wants(_ isThere: Bool) -> Bool { isThere || isRequired }
}
