package import StateFiles

/// The report of a guardian that outlived its supervisor.
package enum GuardianReport {
    /// Returns the lines and removes the file.
    package static func take(_ run: OwnedDirectory?, _ name: String = StackLocation.guardianLogName) -> [String] {
        guard let run, let bytes = try? run.contents(of: name, limit: 64 << 10) else { return [] }
        run.remove(name)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
