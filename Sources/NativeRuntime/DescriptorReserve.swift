import Foundations
import Glibc
import Runtime

/// Keeps some of the process's file descriptors free. Services must not take the last ones: without any, Dispatch traps
/// when it next looks at its threads, and every service would go down with the supervisor.
enum DescriptorReserve {
    /// How many descriptors stay free for logs, clients and the libraries.
    private static let most = 256

    /// Throws if starting a service would use descriptors of the reserve.
    static func check() throws(RuntimeError) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // The lowest free number. Since numbers are given out from the lowest, it is about the number of those in use.
        let lowest = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if lowest >= 0 { close(lowest) }
        guard lowest >= 0 ? isTooMany(Int(lowest), of: limit.rlim_cur) : errno == EMFILE else { return }
        // The supervisor has already raised its soft limit to the hard one, which only root can raise.
        throw RuntimeError(
            .systemCall,
            "too many open files: \(limit.rlim_cur) are allowed, and the last of them are kept for the supervisor",
            remedy: "have root raise the limit, in /etc/security/limits.conf or with: "
                + "prlimit --nofile=65536 --pid <your shell>; then cpadev down && cpadev up"
        )
    }

    static func isTooMany(_ used: Int, of limit: UInt) -> Bool {
        guard let limit = Int(exactly: limit) else { return false }
        return used + min(most, limit / 3) > limit
    }
}
