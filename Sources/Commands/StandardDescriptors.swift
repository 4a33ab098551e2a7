import Glibc

enum StandardDescriptors {
    /// Opens those that the caller closed on /dev/null, in a mode in which they cannot be used. Otherwise the next file
    /// or socket to be opened would get their number, and output would go there.
    static func occupy() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // open(2) returns the lowest free number, which is this one.
            _ = open("/dev/null", mode)
        }
    }
}
