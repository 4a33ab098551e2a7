import Foundations
import Glibc
package import Runtime

/// Keeps some of the process's file descriptors free. Services must not take the last ones: without any, Dispatch traps
/// when it next looks at its threads, and every service would go down with the supervisor.
package enum DescriptorReserve {
    /// How many descriptors stay free for logs, clients and the libraries.
    private static let most = 256
    /// What a supervisor without services uses, with room for clients.
    private static let base = 128
    /// What a service uses: its output, its log, its probe, and what its start needs for a moment.
    private static let perService = 8
    /// The supervisor has already raised its soft limit to the hard one, which only root can raise.
    private static let remedy =
        "have root raise the limit, in /etc/security/limits.conf or with: "
        + "prlimit --nofile=65536 --pid <your shell>; then cpadev down && cpadev up"

    /// Throws if the limit is too low for a stack of this size. ``check()`` alone would not protect its supervisor: what a
    /// service says when it cannot start is logged, which needs descriptors too.
    package static func check(services: Int) throws(RuntimeError) {
        let (limit, needed) = (limit, needed(services: services))
        guard limit < needed else { return }
        throw RuntimeError(
            .systemCall,
            "the stack needs up to \(needed) open files, and the hard limit is \(limit) (ulimit -Hn)",
            remedy: remedy
        )
    }

    static func needed(services: Int) -> Int { base + perService * services }

    private static var limit: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(exactly: limit.rlim_cur) ?? .max
    }

    /// Throws if starting a service would use descriptors of the reserve.
    static func check() throws(RuntimeError) {
        let limit = limit
        // The lowest free number. Since numbers are given out from the lowest, it is about the number of those in use.
        let lowest = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if lowest >= 0 { close(lowest) }
        guard lowest >= 0 ? isTooMany(Int(lowest), of: limit) : errno == EMFILE else { return }
        throw RuntimeError(
            .systemCall,
            "too many open files: \(limit) are allowed, and the last of them are kept for the supervisor",
            remedy: remedy
        )
    }

    static func isTooMany(_ used: Int, of limit: Int) -> Bool { used > limit - min(most, limit / 3) }
}
