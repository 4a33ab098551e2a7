import FoundationEssentials
import Glibc

/// Who in other Compose projects needs which services of this stack: a file for each in `run/claims` of the state.
///
/// What one no longer needs is stopped only where no other does and it was started for one of them: what this stack's own
/// user started is left to that user. The stack goes down with the last where it was started for the first.
struct ProviderClaims {
    private let folder: String

    init(_ location: StackLocation) { folder = "\(location.runDirectory)/claims" }

    /// Notes what a service of another project needs, in place of what it needed before.
    /// - Parameter started: those of the services that did not run before.
    func add(_ services: [String], started: [String], for owner: String, startsStack: Bool) {
        _ = mkdir(folder, 0o700)
        if startsStack { write([], to: "\(folder)/.started") }
        // With a new stack nothing of an older one counts.
        let earlier = startsStack ? [] : read(startedForOthers) ?? []
        write(earlier + started.filter { !earlier.contains($0) }, to: startedForOthers)
        write(services, to: path(owner))
    }

    /// What the owner needed; nil where it is not noted.
    func services(of owner: String) -> [String]? { read(path(owner)) }

    /// The services of an owner that nobody else needs, and that run for such owners alone.
    func unneeded(of owner: String) -> [String] {
        let needed = Set(others(than: owner).flatMap { read("\(folder)/\($0)") ?? [] })
        let started = Set(read(startedForOthers) ?? [])
        return (services(of: owner) ?? []).filter { started.contains($0) && !needed.contains($0) }
    }

    /// Forgets an owner, and tells what is left to do.
    /// - Returns: services that nobody else needs; `isLast`: nobody needs the stack any more, which was started for such.
    func remove(_ owner: String) -> (unneeded: [String], isLast: Bool) {
        let unneeded = unneeded(of: owner)
        let isLast = others(than: owner).isEmpty && access("\(folder)/.started", F_OK) == 0
        unlink(path(owner))
        if isLast {
            unlink("\(folder)/.started")
            unlink(startedForOthers)
        }
        return (unneeded, isLast)
    }

    private func others(than owner: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") && "\(folder)/\($0)" != path(owner) }
    }

    private var startedForOthers: String { "\(folder)/.services" }

    private func path(_ owner: String) -> String {
        folder + "/" + String(owner.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    }

    private func read(_ path: String) -> [String]? {
        SmallFile.read(path, upToBytes: 1 << 20)?.split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String], to path: String) {
        let text = lines.joined(separator: "\n")
        let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard fd >= 0 else { return }
        defer { close(fd) }
        _ = text.withCString { Glibc.write(fd, $0, strlen($0)) }
    }
}
