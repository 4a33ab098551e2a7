import Glibc

/// The three standard descriptors of this process.
enum StandardDescriptors {
    /// Gives those that the caller closed to files that refuse both reading and writing. Otherwise the next file or socket
    /// that is opened gets their number, and what is printed goes there.
    static func occupy() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // open(2) takes the lowest number that is free, which is this one.
            _ = open("/dev/null", mode)
        }
    }
}
