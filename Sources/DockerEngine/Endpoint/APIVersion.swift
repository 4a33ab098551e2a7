/// A version of the Engine API, such as 1.41.
package struct APIVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    /// The oldest supported version: Docker Engine 20.10, and Podman's compatible socket.
    package static let minimum = APIVersion(1, 41)
    /// The newest supported version, which is also used with newer engines.
    package static let maximum = APIVersion(1, 47)

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Parses `1.41`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
            return nil
        }
        self.init(major, minor)
    }

    /// The version as in a request path, without the `v`.
    package var description: String { "\(major).\(minor)" }

    /// Compares numerically: 1.9 is older than 1.41.
    package static func < (left: APIVersion, right: APIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
