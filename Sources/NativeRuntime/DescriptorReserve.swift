import Foundations
import Glibc
package import Runtime

/// Keeps some of the process's file descriptors free. Services must not take the last ones: without any, Dispatch traps
/// when it next looks at its threads, and every service would go down with the supervisor.
package enum DescriptorReserve {
    /// How many descriptors stay free for logs, clients and the libraries.
    private static let most = 256
    /// The supervisor has already raised its soft limit to the hard one, which only root can raise.
    private static let remedy =
        "have root raise the limit, in /etc/security/limits.conf or with: "
        + "prlimit --nofile=65536 --pid <your shell>; then cpadev down && cpadev up"

    /// Throws if the limit is too low for the supervisor of this many services. ``check()`` alone would not protect it: why a
    /// service cannot start is logged, which takes descriptors of the reserve.
    package static func check(services: Int) throws(RuntimeError) {
        let (limit, needed) = (limit, needed(services: services))
        guard limit < needed else { return }
        throw RuntimeError(
            .systemCall,
            "the supervisor needs at least \(needed) open files, and the hard limit is \(limit) (ulimit -Hn)",
            remedy: remedy
        )
    }

    /// The limit with which the reserve suffices, with some 30 to spare. The supervisor uses about 36 itself; a service that
    /// runs uses 4, for its output and its log; one for which nothing but the reserve is left uses 2, for its log.
    static func needed(services: Int) -> Int { max(160, 68 + services * 8 / 3, 4 * services - 156) }

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

    static func isTooMany(_ used: Int, of limit: Int) -> Bool { used > limit - min(most, limit / 2) }
}
