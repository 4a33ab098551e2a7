/// A version of the Engine API, such as 1.41.
package struct APIVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number before the dot.
    package var major: Int
    /// The number behind it.
    package var minor: Int

    /// The oldest API that this client speaks: Docker Engine 20.10, and Podman's compatible socket.
    package static let minimum = APIVersion(1, 41)
    /// The newest one that it knows. A newer engine is spoken to in this one.
    package static let maximum = APIVersion(1, 47)

    /// A version by its numbers.
    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
            return nil
        }
        self.init(major, minor)
    }

    /// As in a path, without the `v`.
    package var description: String { "\(major).\(minor)" }

    /// By major, then by minor: 1.9 is older than 1.41.
    package static func < (left: APIVersion, right: APIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
