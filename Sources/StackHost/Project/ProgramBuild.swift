import CLinux
import Foundations
import Glibc

/// Identifies a build of cpadev. A supervisor may run for days while the program is rebuilt.
package struct ProgramBuild: Hashable, Sendable, CustomStringConvertible {
    /// The linker's build ID, or else one from the size and modification time of the executable; hexadecimal.
    var id: String

    /// The version of cpadev.
    package static let version = "0.1.0"

    package static let current = ProgramBuild(id: linkerID() ?? fileID())

    /// `cpadev/0.1.0 (a99f5ad02cc1)`, as in the responses of a supervisor.
    package var description: String { "cpadev/\(Self.version) (\(id.prefix(12)))" }

    private static func linkerID() -> String? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Int(clinux_build_id(&bytes, Int32(bytes.count)))
        guard count > 0 else { return nil }
        return bytes[..<count].hexadecimal
    }

    private static func fileID() -> String {
        guard let status = FileStatus("/proc/self/exe", followsLinks: true) else { return "unknown" }
        return String(status.size, radix: 16) + String(status.modifiedNs, radix: 16)
    }
}
