import Glibc
import StateFiles

/// Who in other Compose projects needs which services of this stack: a file for each in `run/claims` of the state.
///
/// What one no longer needs is stopped only where no other does and it was started for one of them: what this stack's own
/// user started is left to that user. The stack goes down with the last where it was started for the first.
struct ProviderClaims {
    private static let startedStack = ".started"
    private static let startedForOthers = ".services"

    /// nil where it cannot be used; then nothing is noted, and nothing is stopped for want of notes.
    private let folder: OwnedDirectory?

    init(_ location: StackLocation) {
        let run = try? StateFolder(location).run()
        folder = try? run?.directory("claims", making: 0o700, tightens: true)
    }

    /// Notes what a service of another project needs, in place of what it needed before.
    /// - Parameter started: those of the services that did not run before.
    func add(_ services: [String], started: [String], for owner: String, startsStack: Bool) {
        if startsStack { write([], to: Self.startedStack) }
        // With a new stack nothing of an older one counts.
        let earlier = startsStack ? [] : read(Self.startedForOthers) ?? []
        write(earlier + started.filter { !earlier.contains($0) }, to: Self.startedForOthers)
        write(services, to: name(owner))
    }

    /// What the owner needed; nil where it is not noted.
    func services(of owner: String) -> [String]? { read(name(owner)) }

    /// The services of an owner that nobody else needs, and that run for such owners alone.
    func unneeded(of owner: String) -> [String] {
        let needed = Set(others(than: owner).flatMap { read($0) ?? [] })
        let started = Set(read(Self.startedForOthers) ?? [])
        return (services(of: owner) ?? []).filter { started.contains($0) && !needed.contains($0) }
    }

    /// Forgets an owner, and tells what is left to do.
    /// - Returns: services that nobody else needs; `isLast`: nobody needs the stack any more, which was started for such.
    func remove(_ owner: String) -> (unneeded: [String], isLast: Bool) {
        let unneeded = unneeded(of: owner)
        let isLast = others(than: owner).isEmpty && folder?.status(of: Self.startedStack) != nil
        folder?.remove(name(owner))
        if isLast {
            folder?.remove(Self.startedStack)
            folder?.remove(Self.startedForOthers)
        }
        return (unneeded, isLast)
    }

    private func others(than owner: String) -> [String] {
        let names = (try? folder?.names()) ?? []
        return names.filter { !$0.hasPrefix(".") && $0 != name(owner) }
    }

    private func name(_ owner: String) -> String {
        let name = String(owner.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
        // A project called `..` must not leave the folder.
        return name.hasPrefix(".") ? "_" + name : name
    }

    private func read(_ name: String) -> [String]? {
        guard let bytes = try? folder?.contents(of: name, limit: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String], to name: String) {
        try? folder?.replace(name, with: Array(lines.joined(separator: "\n").utf8))
    }
}
