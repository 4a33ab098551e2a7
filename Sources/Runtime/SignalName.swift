import Glibc

/// Signal names as Compose files and people write them.
public enum SignalName {
    /// The number of `SIGTERM`, `TERM` or `15`; nil for an unknown name.
    public static func number(of name: String) -> Int32? {
        if let number = Int32(name), (1...64).contains(number) { return number }
        let upper = name.uppercased()
        return numbers[upper.hasPrefix("SIG") ? upper : "SIG" + upper]
    }

    /// `SIGKILL` for 9; `signal 42` where there is no name.
    public static func name(of number: Int32) -> String {
        numbers.first { $0.value == number }?.key ?? "signal \(number)"
    }

    private static let numbers: [String: Int32] = [
        "SIGHUP": SIGHUP, "SIGINT": SIGINT, "SIGQUIT": SIGQUIT, "SIGILL": SIGILL, "SIGTRAP": SIGTRAP,
        "SIGABRT": SIGABRT, "SIGBUS": SIGBUS, "SIGFPE": SIGFPE, "SIGKILL": SIGKILL, "SIGUSR1": SIGUSR1,
        "SIGSEGV": SIGSEGV, "SIGUSR2": SIGUSR2, "SIGPIPE": SIGPIPE, "SIGALRM": SIGALRM, "SIGTERM": SIGTERM,
        "SIGCHLD": SIGCHLD, "SIGCONT": SIGCONT, "SIGSTOP": SIGSTOP, "SIGTSTP": SIGTSTP, "SIGTTIN": SIGTTIN,
        "SIGTTOU": SIGTTOU, "SIGURG": SIGURG, "SIGXCPU": SIGXCPU, "SIGXFSZ": SIGXFSZ, "SIGVTALRM": SIGVTALRM,
        "SIGPROF": SIGPROF, "SIGWINCH": SIGWINCH, "SIGIO": SIGIO, "SIGPWR": SIGPWR, "SIGSYS": SIGSYS,
    ]
}
