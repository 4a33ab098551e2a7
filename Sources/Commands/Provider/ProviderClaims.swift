import Glibc
import StackHost
import StateFiles

/// The claims of services in other Compose projects on services of this stack: a file for each owner in `run/claims` of
/// the state.
///
/// A released service is stopped only if no other owner claims it and it was started for one of them. What the user of
/// this stack started keeps running. If the stack was started for an owner, it goes down with the last claim.
struct ProviderClaims {
    private static let startedStack = ".started"
    private static let startedForOthers = ".services"

    /// nil if it cannot be used. Then claims are not recorded, and nothing is stopped.
    private let folder: OwnedDirectory?

    init(_ location: StackLocation) {
        let run = try? StateFolder(location).open()?.run()
        folder = try? run?.directory("claims", making: 0o700, tightensPermissions: true)
    }

    /// Records the claims of an owner, replacing its earlier ones.
    /// - Parameter started: the services that were not running before.
    func add(_ services: [String], started: [String], for owner: String, startsStack: Bool) {
        if startsStack { write([], to: Self.startedStack) }
        // Records of an earlier stack do not apply to a new one.
        let earlier = startsStack ? [] : read(Self.startedForOthers) ?? []
        write(earlier + started.filter { !earlier.contains($0) }, to: Self.startedForOthers)
        write(services, to: name(owner))
    }

    /// The services that an owner claims; nil if none are recorded.
    func services(of owner: String) -> [String]? { read(name(owner)) }

    /// The services of an owner that no other owner claims and that were started only for owners.
    func unneeded(of owner: String) -> [String] {
        let needed = Set(others(than: owner).flatMap { read($0) ?? [] })
        let started = Set(read(Self.startedForOthers) ?? [])
        return (services(of: owner) ?? []).filter { started.contains($0) && !needed.contains($0) }
    }

    /// Removes the claims of an owner.
    /// - Returns: the services to stop; `isLast`: this was the last claim on a stack that was started for an owner.
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
        // A project named `..` must not escape the folder.
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
